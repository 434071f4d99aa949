/**
 * Octets that nobody has thought of. The normal build tries what is in the directories of the resources that are named after
 * these classes. Jazzer looks for more, and keeps what fails, when it is told to and a method is picked:
 * {@code JAZZER_FUZZ=1 mvn test -pl mp-tests/suite -am -Dtest='PacketsFuzz#cbor' -Dsurefire.failIfNoSpecifiedTests=false}.
 *
 * <p>The requests of the database are tried in the same way; that class stands beside what it tries, {@link
 * io.loommp.database.DatabaseFuzz}.
 */
@NullMarked
package io.loommp.net.fuzz;

import org.jspecify.annotations.NullMarked;
