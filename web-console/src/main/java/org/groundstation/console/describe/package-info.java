/**
 * What writes {@code openapi.json} when the module is built, from the resources, their annotations and the comments of the records. Not
 * packed into the WAR.
 */
package org.groundstation.console.describe;
