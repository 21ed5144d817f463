using System.Diagnostics;
using System.Globalization;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>Values of 200 MB go through a program that never holds one: its resident memory at most, as Linux tells it.</summary>
[Collection(Alone.Name)]
public sealed class MigrateMemoryTests : IDisposable
{
    private const long MostBytes = 150_000_000;

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Cases => new(
        [("sync", "hash"), .. from type in (string[])["string", "list", "set", "zset", "hash", "stream"] select ("scan", type)]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Value_of_two_hundred_megabytes_takes_a_few_of_ours(string path, string type)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The highest resident memory is told by Linux.");
        }
        await using var main = await RedisServerProcess.StartAsync("save ''", "rdbcompression no", "repl-diskless-sync-delay 0", "user plain on nopass ~* +@all -sync -psync");
        await using var spare = await RedisServerProcess.StartAsync("save ''");
        await spare.CallAsync("SET", "mine", "own");   // so that it cannot be replaced as a whole
        // Lengths are not all the same, so that buffers do not fit by luck.
        await main.CallAsync("EVAL", """
            local command = {string = {'APPEND'}, list = {'RPUSH'}, set = {'SADD'}, zset = {'ZADD'}, hash = {'HSET'}, stream = {'XADD'}}
            for i = 1, 2000 do
              local value = string.rep('x', 99000 + i % 1000) .. i
              local call = command[ARGV[1]]
              if ARGV[1] == 'zset' then redis.call('ZADD', 'large', i, value)
              elseif ARGV[1] == 'hash' then redis.call('HSET', 'large', i, value)
              elseif ARGV[1] == 'stream' then redis.call('XADD', 'large', i .. '-1', 'f', value)
              else redis.call(call[1], 'large', value) end
            end
            """, 0, type);
        string length = type switch { "string" => "STRLEN", "list" => "LLEN", "set" => "SCARD", "zset" => "ZCARD", "hash" => "HLEN", _ => "XLEN" };
        long most = await PeakAsync(main, spare, path);
        Assert.Equal((await main.CallAsync(length, "large")).Integer, (await spare.CallAsync(length, "large")).Integer);
        Assert.InRange(most, 1, MostBytes);
    }

    private async Task<long> PeakAsync(RedisServerProcess main, RedisServerProcess spare, string path)
    {
        var start = BuiltProgram.Start(["migrate", "--from", "main", "--to", "spare", "--yes"], null, new Dictionary<string, string>
        {
            // A user that may not SYNC is left SCAN.
            ["REDIS_URL_MAIN"] = $"redis://{(path == "scan" ? "plain:any@" : "")}127.0.0.1:{main.Port}",
            ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{spare.Port}",
            ["MCP_REDIS_FILES_DIR"] = _folder.Path,
        });
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestTimeout.Token()), process.StandardError.ReadToEndAsync(TestTimeout.Token()));
        long most = 0;
        await TestTimeout.UntilAsync("it ends", () =>
        {
            most = Math.Max(most, Peak(process.Id));
            return Task.FromResult(process.HasExited);
        });
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Contains($"by path {path}", await output, StringComparison.Ordinal);
        return most;
    }

    // VmHWM:     81236 kB
    private static long Peak(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
                : 0;
        }
        catch (IOException)
        {
            return 0;   // gone
        }
    }
}
