/**
 * What an application compiles against: the connector ({@link org.groundstation.api.SatelliteConnectionFactory}), one
 * script and what comes back ({@link org.groundstation.api.ExternalScript}, {@link org.groundstation.api.ScriptResult}),
 * table jobs ({@link org.groundstation.api.TableJobs}) and errors.
 */
package org.groundstation.api;
