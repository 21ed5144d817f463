namespace McpRedis.Tests.Support;

/// <summary>The plain server behind <see cref="RedisFixture"/>, from whichever source there is.</summary>
internal sealed class SharedServer(int port, string? user, string? password, IAsyncDisposable? owned) : IAsyncDisposable
{
    public int Port => port;

    public string? User => user;

    public string? Password => password;

    public string Url => password is null
        ? $"redis://127.0.0.1:{port}"
        : $"redis://{Uri.EscapeDataString(user ?? "")}:{Uri.EscapeDataString(password)}@127.0.0.1:{port}";

    /// <summary>Null when there is no source at all.</summary>
    public static async Task<SharedServer?> StartAsync()
    {
        if (ServerSource.Given is { } url)
        {
            return FromUrl(url);
        }
        if (ServerSource.Binary is not null)
        {
            RedisServerProcess server = await RedisServerProcess.StartAsync();
            return new SharedServer(server.Port, null, null, server);
        }
#if TESTCONTAINERS
        return await TestcontainersServer.StartAsync();
#else
        return await ContainerServer.TryStartAsync() is { } container ? new SharedServer(container.Port, null, null, container) : null;
#endif
    }

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static SharedServer FromUrl(Uri url)
    {
        if (!url.IsLoopback)
        {
            throw new InvalidOperationException("MCP_REDIS_TEST_URL must name a loopback address: forward the port of a server elsewhere.");
        }
        string[] login = [.. url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
        return new SharedServer(url.Port < 0 ? 6379 : url.Port, login[0] is { Length: > 0 } name ? name : null, login.ElementAtOrDefault(1), null);
    }
}
