package dev.baokms.core.login;

import javax.net.ssl.SSLParameters;

/** Breaks a rule of architecture on purpose: a login method hands keys over and makes no connection itself. */
public final class PlantedHandshake {
    final SSLParameters parameters = new SSLParameters();
}
