/** An enterprise application on the server that knows nothing but the API. */
package org.groundstation.it.connector;
