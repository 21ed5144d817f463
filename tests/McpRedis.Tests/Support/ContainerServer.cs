using System.Diagnostics;

namespace McpRedis.Tests.Support;

/// <summary>A plain server in a container, through the docker or podman command, for a desk that has an engine and no Redis.</summary>
internal sealed class ContainerServer : IAsyncDisposable
{
    private const string DefaultImage = "redis:8";

    // The container lives as long as its stdin, and that as long as this process: a killed test run leaves no container behind.
    private const string Serve = "redis-server --save '' --appendonly no --protected-mode no >/dev/null & cat >/dev/null";
    private readonly Process _engine;

    private ContainerServer(Process engine, int port) => (_engine, Port) = (engine, port);

    public int Port { get; }

    /// <summary>Null when there is no command, or no engine answers it.</summary>
    public static async Task<ContainerServer?> TryStartAsync()
    {
        foreach (string command in (string[])["docker", "podman"])
        {
            if (ServerSource.OnPath(command) is { } program && await AnswersAsync(program))
            {
                return await StartAsync(program);
            }
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _engine.StandardInput.Close();
        await _engine.WaitForExitAsync(TestTimeout.Token());
        _engine.Dispose();
    }

    private static async Task<ContainerServer> StartAsync(string program)
    {
        int port = FreePort.Next();
        string image = Environment.GetEnvironmentVariable("MCP_REDIS_TEST_IMAGE") is { Length: > 0 } given ? given : DefaultImage;
        var server = new ContainerServer(Launch(program, "run", "--rm", "-i", "-p", $"127.0.0.1:{port}:6379", image, "sh", "-c", Serve), port);
        await TestTimeout.UntilAsync($"{image} answers on port {port}", async () => server._engine.HasExited || await PingAsync(port));
        return server._engine.HasExited
            ? throw new InvalidOperationException($"{program} run {image}: {await server._engine.StandardError.ReadToEndAsync()}")
            : server;
    }

    private static async Task<bool> AnswersAsync(string program)
    {
        using Process info = Launch(program, "version");
        await info.WaitForExitAsync(TestTimeout.Token());
        return info.ExitCode == 0;
    }

    private static async Task<bool> PingAsync(int port)
    {
        try
        {
            await using RawRedis redis = await RawRedis.ConnectAsync(port);
            return (await redis.SendAsync("PING")).Text == "PONG";
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            return false;
        }
    }

    private static Process Launch(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
