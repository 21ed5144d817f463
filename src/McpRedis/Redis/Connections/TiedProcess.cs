using System.Diagnostics;
using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// A server that dies with us, also when we are killed with -9 and can tidy up nothing.
/// </summary>
/// <remarks>
/// The tie is a pipe: a small shell starts the server and reads a stdin whose only writer is this process. The kernel closes the
/// pipe however we end, the shell reads end of file, kills the server and removes its folder. The obvious alternative,
/// PR_SET_PDEATHSIG, fires when the <em>thread</em> that forked ends, and the thread pool retires threads at will; it is also
/// Linux only. The shell waits for the server and so reaps it: nothing is left as a zombie under a PID 1 that reaps nobody.
/// </remarks>
internal sealed class TiedProcess : IAsyncDisposable
{
    // $1 is the private folder, the rest is the command. The first line out is the server's PID.
    // First trap: a Ctrl-C at the terminal reaches the whole process group, and the shell must outlive it to reap.
    // Second trap: the lifeline kills the server, so the shell goes on and ends the lifeline, which has not tidied up yet.
    internal const string Script = """
        trap '' INT HUP
        folder=$1; shift
        exec 3<&0 </dev/null
        "$@" 3<&- >>"$folder/server.log" 2>&1 & server=$!
        echo $server
        exec >/dev/null 2>&1
        ( read -r _ <&3; trap '' TERM; kill -9 $server; rm -rf "$folder" ) & lifeline=$!
        exec 3<&-
        wait $server; status=$?
        kill $lifeline; wait $lifeline
        exit $status
        """;

    public const string Shell = "/bin/sh";

    private readonly Process _shell;

    private TiedProcess(Process shell, int pid, string folder) => (_shell, Pid, Folder) = (shell, pid, folder);

    /// <summary>PID of the server itself, not of the shell.</summary>
    public int Pid { get; }

    /// <summary>The private folder; <c>server.log</c> in it holds what the server printed.</summary>
    public string Folder { get; }

    public bool HasExited => _shell.HasExited;

    /// <summary>Starts a program whose working directory and log are in <paramref name="folder"/>.</summary>
    public static async Task<TiedProcess> StartAsync(string folder, string program, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(Shell) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", Script, "sh", folder, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        Process shell = Process.Start(start) ?? throw new Fault(ErrorCode.Internal, "The shell for the private server did not start.");
        string? line = await shell.StandardOutput.ReadLineAsync(cancellationToken);
        int pid = int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new Fault(ErrorCode.Internal, "The shell for the private server did not tell a process id.");
        return new TiedProcess(shell, pid, folder);
    }

    /// <summary>What the server printed last, for a message about why it did not start.</summary>
    public string LogTail(int lines = 5)
    {
        string log = Path.Combine(Folder, "server.log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(lines)) : "";
    }

    /// <summary>Ends when the server is gone and reaped.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _shell.WaitForExitAsync(cancellationToken);

    /// <summary>Kills the server, as -9 does, and waits until it is reaped. The folder stays.</summary>
    public async Task KillAsync()
    {
        if (!_shell.HasExited)
        {
            // While the shell lives the server is not reaped by anyone else, so the PID cannot belong to another program.
            KillServer();
            await _shell.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _shell.Dispose();
    }

    private void KillServer()
    {
        try
        {
            using var server = Process.GetProcessById(Pid);
            server.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // Gone already: the shell is just about to end as well.
        }
    }
}
