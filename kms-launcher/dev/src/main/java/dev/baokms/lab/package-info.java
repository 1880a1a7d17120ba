/**
 * A real API server on one machine, with etcd, an OpenBao and the packaged daemon, and the story that it tells. Everything is a process
 * of its own below one private directory; what is done to them is done by lines of shell, which a person can repeat.
 */
@NullMarked
package dev.baokms.lab;

import org.jspecify.annotations.NullMarked;
