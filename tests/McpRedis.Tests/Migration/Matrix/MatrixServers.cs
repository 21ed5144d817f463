using McpRedis.Tests.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Matrix;

/// <summary>Two servers of each engine for all cases: one filled with everything the engine has, which is only read from then on, and an empty one.</summary>
public sealed class MatrixServers : IAsyncDisposable
{
    private readonly Dictionary<string, RedisServerProcess> _sources = [], _targets = [];

    internal async Task<RedisServerProcess> SourceAsync(string engine)
    {
        if (!_sources.TryGetValue(engine, out var server))
        {
            _sources[engine] = server = await ServerEngine.StartAsync(engine, "enable-debug-command yes", "repl-diskless-sync-delay 0", "save ''");
            await using var redis = await server.ConnectAsync();
            await RdbSampleData.FillAsync(redis);
        }
        return server;
    }

    /// <summary>Empty, whatever was there before.</summary>
    internal async Task<RedisServerProcess> TargetAsync(string engine)
    {
        if (!_targets.TryGetValue(engine, out var server))
        {
            _targets[engine] = server = await ServerEngine.StartAsync(engine, "repl-diskless-sync-delay 0", "save ''");
        }
        await server.CallAsync("FLUSHALL");
        await server.CallAsync("FUNCTION", "FLUSH");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _sources.Values.Concat(_targets.Values))
        {
            await server.DisposeAsync();
        }
    }
}
