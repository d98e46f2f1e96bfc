/** What the application takes from the container, and the names under which everybody finds it. */
package org.groundstation.server.resources;
