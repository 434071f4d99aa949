package io.loommp.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Test T6 of the threat model: two hundred ways to have a node run code, none of which does anything, all of which count. */
@Timeout(60)
class CodeRunningTest {
    private static final int ATTEMPTS = 200;

    @TempDir
    private Path directory;

    /** What would create a file, in four languages; FILE stands for it. */
    private static final List<String> TEXTS = List.of(
            // Perl
            "open my $f, '>', 'FILE'",
            "system 'touch FILE'",
            "`touch FILE`",
            "use IO::File; IO::File->new('FILE', 'w')",
            "require 'FILE'",
            "do { local @ARGV = 'FILE'; <> }; open F, '>FILE'",
            "fork or exec 'touch', 'FILE'",
            "exit 1",
            "kill 9, $$",
            "qx{touch FILE}",
            // Java
            "new java.io.File('FILE').createNewFile()",
            "Runtime.getRuntime().exec('touch FILE')",
            "new ProcessBuilder('touch', 'FILE').start()",
            "java.nio.file.Files.createFile(java.nio.file.Path.of('FILE'))",
            "System.exit(1)",
            "Runtime.getRuntime().halt(1)",
            "new java.net.URLClassLoader(new java.net.URL[0]).loadClass('X')",
            "new javax.naming.InitialContext().lookup('ldap://127.0.0.1:1/a')",
            "java.lang.Class.forName('X').newInstance()",
            "jdk.jshell.JShell.create().eval('1')",
            // JavaScript
            "Java.type('java.lang.Runtime').getRuntime().exec('touch FILE')",
            "require('fs').writeFileSync('FILE', '')",
            "load('FILE')",
            "quit()",
            "new java.io.FileWriter('FILE').close()",
            "process.exit(1)",
            "this.constructor.constructor('return process')().exit()",
            "eval('1+1')",
            "Packages.java.lang.System.exit(1)",
            "$EXEC('touch FILE')",
            // a shell
            "touch FILE",
            "; touch FILE",
            "$(touch FILE)",
            "> FILE",
            "sh -c 'touch FILE'",
            "| tee FILE",
            "&& touch FILE",
            "cp /etc/hostname FILE",
            "\\ntouch FILE\\n",
            "bash -i >& /dev/tcp/127.0.0.1/1 0>&1");

    /** Entry points of the JDK and of this software, as names of functions. */
    private static final List<String> FUNCTIONS = Stream.of(
                    "java.lang.Runtime exec",
                    "java.lang.Runtime halt",
                    "java.lang.Runtime load",
                    "java.lang.System exit",
                    "java.lang.System load",
                    "java.lang.System setProperty",
                    "java.lang.ProcessBuilder start",
                    "java.lang.Class forName",
                    "java.lang.ClassLoader loadClass",
                    "java.lang.Thread start",
                    "java.lang.reflect.Method invoke",
                    "java.lang.reflect.Proxy newProxyInstance",
                    "java.lang.invoke.MethodHandles lookup",
                    "java.net.URLClassLoader newInstance",
                    "java.net.URL openStream",
                    "java.nio.file.Files createFile",
                    "java.nio.file.Files delete",
                    "java.nio.file.Files readString",
                    "java.io.File createNewFile",
                    "java.io.ObjectInputStream readObject",
                    "java.util.ServiceLoader load",
                    "java.util.logging.FileHandler new",
                    "java.rmi.Naming lookup",
                    "javax.naming.InitialContext lookup",
                    "javax.script.ScriptEngineManager getEngineByName",
                    "javax.management.loading.MLet getMBeansFromURL",
                    "javax.xml.transform.TransformerFactory newInstance",
                    "com.sun.rowset.JdbcRowSetImpl setDataSourceName",
                    "jdk.jshell.JShell create",
                    "sun.misc.Unsafe allocateInstance",
                    "io.loommp.Node close",
                    "io.loommp.kernel.Kernel close",
                    "io.loommp.net.Nodes start",
                    "io.loommp.net.Secret createFile",
                    "io.loommp.cli.Main main",
                    "main exit",
                    "CORE system",
                    "POSIX _exit",
                    "IPC::Open3 open3",
                    "AnyEvent::MP::Kernel configure")
            .map(entry -> entry.replace(" ", "::"))
            .toList();

    private List<String> attempts() {
        String file = directory.resolve("created").toString();
        List<String> packets = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i).replace("FILE", file);
            packets.add(RawNode.json("", "eval", text, "$me#p"));
            packets.add(RawNode.json("", "snd", "$target", "snd", "$target", "eval", text, "$me#p"));
            packets.add(RawNode.json("", FUNCTIONS.get(i), file));
            packets.add(RawNode.json("", "AnyEvent::MP::_spawn", "spawned" + i, FUNCTIONS.get(i), file));
            packets.add(RawNode.json("", "snd", "$target", FUNCTIONS.get(i), file));
        }
        return packets;
    }

    @Test
    void noFileIsCreated_noProcessIsStarted_andAllAreCounted() throws IOException {
        List<String> attempts = attempts();
        assertThat(attempts).hasSize(ATTEMPTS).doesNotHaveDuplicates();
        long processes = ProcessHandle.current().children().count();
        try (Target target = Target.alone();
                RawNode attacker = target.ready("json", "attacker")) {
            for (String attempt : attempts) {
                attacker.say(target.fill(attempt, attacker.id()));
            }
            String answers = attacker.probe();
            assertThat(answers.split("remote execution not allowed", -1)).hasSize(TEXTS.size() + 1);
            await().until(() -> target.node().statistics().ignoredRequests() >= ATTEMPTS);
            target.expectUnharmed();
            assertThat(target.node().statistics().ignoredRequests()).isEqualTo(ATTEMPTS);
        }
        assertThat(directory).isEmptyDirectory();
        assertThat(ProcessHandle.current().children().count()).isEqualTo(processes);
    }
}
