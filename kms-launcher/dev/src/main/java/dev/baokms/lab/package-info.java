/**
 * A real API server on one machine, with etcd, an OpenBao and the packaged daemon, and the story that the lab tells.
 * Every part is a separate process and keeps its files below one private directory. Every operation is a line of shell
 * that a person can repeat.
 */
@NullMarked
package dev.baokms.lab;

import org.jspecify.annotations.NullMarked;
