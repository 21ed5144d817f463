using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>A server of our own on loopback, without persistence and without the wait for further replicas ahead of a snapshot, gone with us.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly RedisConnection _connection;

    private LoopbackServer(Process process, string folder, int port) => (_process, _folder, Port, _connection) = (process, folder, port, new(OptionsOf(port), AccessLevel.Full, null, TimeProvider.System));

    public int Port { get; }

    public static async Task<LoopbackServer> StartAsync(string program)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        string folder = Directory.CreateTempSubdirectory("mcp-redis-bench-").FullName; // of its own: what another server saved is not loaded
        var process = Process.Start(new ProcessStartInfo(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", "--loglevel", "warning", "--enable-debug-command", "yes"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        })!;
        var server = new LoopbackServer(process, folder, port);
        for (var guard = Stopwatch.StartNew(); guard.Elapsed < TimeSpan.FromSeconds(20);)
        {
            try
            {
                await server.AskAsync("PING");
                return server;
            }
            catch (Faults.Fault)
            {
                await Task.Delay(20);
            }
        }
        throw new InvalidOperationException($"{program} did not start");
    }

    public static ConnectionOptions OptionsOf(int port) => new() { Name = $"port-{port}", Source = "benchmark", Kind = ConnectionKind.Server, Endpoints = [new("127.0.0.1", port)] };

    public IBulkGateway Door(params string[] commands) => _connection.BindBulk(commands, AccessLevel.Full, new());

    /// <summary>Sends one command over a connection of its own.</summary>
    public async Task<RespValue> AskAsync(params string[] words)
    {
        await using var pipe = await OpenAsync();
        return await AskAsync(pipe, words);
    }

    /// <exception cref="InvalidOperationException">The server answered with an error.</exception>
    public static async Task<RespValue> AskAsync(RespPipe pipe, params string[] words)
    {
        var reply = await pipe.GreetAsync([.. words.Select(word => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(word))], default);
        return reply.IsError ? throw new InvalidOperationException($"{words[0]}: {reply.Text}") : reply;
    }

    public Task<RespPipe> OpenAsync() => Door("PING").OpenAsync(new("", new DnsEndPoint("127.0.0.1", Port)), new() { IdleTimeout = TimeSpan.FromMinutes(2) }, default);

    /// <summary>CPU time of the server so far, with that of its children that have ended: one of those makes a snapshot.</summary>
    public async Task<double> CpuSecondsAsync()
    {
        var info = InfoText.Parse((await AskAsync("INFO", "cpu")).Text);
        return new[] { "used_cpu_user", "used_cpu_sys", "used_cpu_user_children", "used_cpu_sys_children" }.Sum(name => double.Parse(info[name]!, CultureInfo.InvariantCulture));
    }

    /// <summary>Number of keys, and a digest of all of them and their values.</summary>
    public async Task<(long Keys, string Digest)> ContentAsync() => ((await AskAsync("DBSIZE")).Integer, (await AskAsync("DEBUG", "DIGEST")).Text);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _connection.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
