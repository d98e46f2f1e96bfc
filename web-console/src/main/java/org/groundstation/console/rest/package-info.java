/** The REST API under {@code /api}. {@code openapi.json} beside these classes is written from them when this is built ({@code console.describe}). */
package org.groundstation.console.rest;
