using System.Diagnostics;
using System.Globalization;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class TiedProcessTests
{
    [Fact]
    public async Task Server_dies_with_a_parent_killed_by_9_and_its_folder_goes()
    {
        string folder = Directory.CreateTempSubdirectory("mcpr-").FullName;
        // In our place: a process that holds the writing end of the shell's stdin, and can do nothing when killed.
        const string Pipeline = """sh -c 'echo $$; exec sleep 600' | { read -r pid; echo $pid; exec sh -c "$0" sh "$1" sleep 600; }""";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Pipeline, TiedProcess.Script, folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        int parent = await ReadPidAsync(shell), server = await ReadPidAsync(shell);
        Assert.True(Signals.Exists(server));

        Signals.Send(parent, Signals.Kill);

        await shell.WaitForExitAsync(TestTimeout.Token());
        Assert.False(Signals.Exists(server));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Exit_of_the_server_is_seen_and_its_last_words_kept()
    {
        using var folder = new TempFolder();
        await using TiedProcess process = await TiedProcess.StartAsync(folder.Path, "/bin/sh", ["-c", "echo one; echo two >&2; exit 3"]);
        await process.WaitForExitAsync(TestTimeout.Token());
        Assert.True(process.HasExited);
        Assert.Equal("two", process.LogTail(1));
    }

    [Fact]
    public async Task Kill_waits_until_the_server_is_reaped()
    {
        using var folder = new TempFolder();
        await using TiedProcess process = await TiedProcess.StartAsync(folder.Path, "sleep", ["600"]);
        Assert.True(Signals.Exists(process.Pid));
        await process.KillAsync();
        Assert.False(Signals.Exists(process.Pid));
        await process.KillAsync();
    }

    private static async Task<int> ReadPidAsync(Process process) =>
        int.Parse((await process.StandardOutput.ReadLineAsync(TestTimeout.Token()))!, CultureInfo.InvariantCulture);
}
