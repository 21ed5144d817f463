using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>An OAuth issuer that is not ours: tests/clients/oauth-server.mjs.</summary>
internal sealed class OAuthServer : IAsyncDisposable
{
    public const string Audience = "https://redis.example.com/mcp";

    private readonly Process _process;
    private readonly JsonElement _about;

    private OAuthServer(Process process, JsonElement about) => (_process, _about) = (process, about);

    public string Issuer => _about.GetProperty("issuer").GetString()!;

    public string Rs256 => _about.GetProperty("rs256").GetString()!;

    public string Es256 => _about.GetProperty("es256").GetString()!;

    public static async Task<OAuthServer> StartAsync(NodeScripts scripts)
    {
        var start = await scripts.StartAsync("oauth-server");
        var process = Process.Start(start)!;
        string? about = await process.StandardOutput.ReadLineAsync(TestTimeout.Token());
        Assert.True(about is not null, "oauth-server.mjs did not start");
        return new OAuthServer(process, JsonElement.Parse(about));
    }

    /// <summary>A token for the audience of the tests with these scopes; <paramref name="claims"/> and <paramref name="header"/> replace what it would hold, null takes away.</summary>
    public async Task<string> TokenAsync(string? scope, JsonObject? claims = null, JsonObject? header = null, string? kid = null)
    {
        var all = new JsonObject { ["aud"] = Audience, ["sub"] = "alice", ["scope"] = scope };
        foreach (var (name, value) in claims ?? [])
        {
            all[name] = value?.DeepClone();
        }
        return (await AskAsync(new JsonObject { ["do"] = "token", ["claims"] = all, ["header"] = header, ["kid"] = kid ?? Rs256 })).GetString()!;
    }

    public Task StopAsync() => AskAsync(new JsonObject { ["do"] = "stop" });

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<JsonElement> AskAsync(JsonObject order)
    {
        await _process.StandardInput.WriteLineAsync(order.ToJsonString());
        await _process.StandardInput.FlushAsync();
        string? line = await _process.StandardOutput.ReadLineAsync(TestTimeout.Token());
        return JsonElement.Parse(line ?? throw new EndOfStreamException(await _process.StandardError.ReadToEndAsync()));
    }
}
