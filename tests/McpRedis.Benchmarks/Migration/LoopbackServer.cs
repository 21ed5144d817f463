using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>A server of our own on loopback, without persistence, gone with us.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly RedisConnection _connection;

    private LoopbackServer(Process process, int port) => (_process, Port, _connection) = (process, port, new(OptionsOf(port), AccessLevel.Full, null, TimeProvider.System));

    public int Port { get; }

    public static async Task<LoopbackServer> StartAsync(string program)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var process = Process.Start(new ProcessStartInfo(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"]) { RedirectStandardOutput = true })!;
        var server = new LoopbackServer(process, port);
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

    public async Task<RespValue> AskAsync(string command, params string[] arguments)
    {
        var door = Door(command);
        await using var pipe = await door.OpenAsync(new("", new DnsEndPoint("127.0.0.1", Port)), new() { IdleTimeout = TimeSpan.FromMinutes(2) }, default);
        var request = RedisCommand.Of(command);
        foreach (string argument in arguments)
        {
            request.Arg(argument);
        }
        return await pipe.AskAsync(request, default);
    }

    /// <summary>CPU time of the server so far, its children left out.</summary>
    public async Task<double> CpuSecondsAsync()
    {
        var info = InfoText.Parse((await AskAsync("INFO", "cpu")).Text);
        return double.Parse(info["used_cpu_user"]!, CultureInfo.InvariantCulture) + double.Parse(info["used_cpu_sys"]!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _connection.DisposeAsync();
    }
}
