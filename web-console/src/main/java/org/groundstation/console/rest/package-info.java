/** The REST API under {@code /api}, described by {@code openapi.json} next to these classes. */
package org.groundstation.console.rest;
