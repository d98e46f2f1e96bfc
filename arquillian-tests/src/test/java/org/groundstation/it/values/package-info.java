/** Values through a real server: each must arrive as it was, or be refused by name. What is right is asked of the database. */
package org.groundstation.it.values;
