using System.Diagnostics;

namespace McpRedis.Benchmarks.Load;

/// <summary>A redis-server that is killed and comes back at the same port.</summary>
internal sealed class MortalRedis : IDisposable
{
    private Process _server;

    public MortalRedis() => _server = Start();

    public int Port { get; } = PrivateRedis.FreePort();

    /// <summary>Kills it now, and starts another after a while; returns at once.</summary>
    public void Restart(TimeSpan away)
    {
        _server.Kill();
        _server.WaitForExit();
        _ = Task.Delay(away).ContinueWith(_ => _server = Start(), TaskScheduler.Default);
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
    }

    private Process Start() => Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning"])
    {
        RedirectStandardOutput = true,
    })!;
}
