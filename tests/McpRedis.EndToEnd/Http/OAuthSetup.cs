using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>Redis, an OAuth issuer and the program that takes its tokens, everything logged.</summary>
public sealed class OAuthSetup : IAsyncLifetime
{
    private RedisServerProcess _redis = null!;

    internal OAuthServer Issuer { get; private set; } = null!;

    internal HttpProgram Program { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServerProcess.StartAsync();
        Issuer = await OAuthServer.StartAsync(new NodeScripts());
        Program = await HttpProgram.StartAsync($"redis://127.0.0.1:{_redis.Port}", null,
            "--oauth-issuer", Issuer.Issuer, "--public-url", OAuthServer.Audience, "--access", "full", "--log-level", "trace", "--toolsets", "default");
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        await Issuer.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
