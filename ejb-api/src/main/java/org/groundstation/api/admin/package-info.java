/** What administrators see and set: satellites, external resource pools, network grants. */
package org.groundstation.api.admin;
