/** JSON as the console writes and reads it, and what every failed call returns. */
package org.groundstation.console.json;
