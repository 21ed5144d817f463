using System.Net;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Auth;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Http;

/// <summary>Who is let in, over real HTTP. The rules of tokens have tests of their own in Auth; the issuer here is never asked.</summary>
public sealed class DoormanTests
{
    private static readonly (string, string) Right = ("Authorization", "Bearer " + AuthRoom.Token);

    private static readonly ConnectionOptions Nowhere = new() { Name = "default", Source = "REDIS_URL", Kind = ConnectionKind.Server, Endpoints = [new("127.0.0.1", 1)] };

    [Fact]
    public async Task Without_the_token_nothing_is_read()
    {
        await using var http = await StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete, HttpMethod.Put])
        {
            var reply = await http.SendAsync(method, "/mcp", method == HttpMethod.Post ? "no JSON" : null);
            Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
            Assert.StartsWith("Bearer resource_metadata=\"https://redis.example.com/.well-known/oauth-protected-resource/mcp\", scope=\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync("{}", ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(HttpMethod.Post, "/mcp?access_token=" + AuthRoom.Token, "{}")).Status);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await http.PostAsync("{}", Right)).Status);
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/mcp")]
    [InlineData("/oauth/protected-resource")]
    public async Task Where_tokens_are_had_is_told_to_everybody(string path)
    {
        await using var http = await StartAsync();
        var reply = await http.SendAsync(HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.Status, reply.ContentType));
        Assert.Equal(AuthRoom.PublicUrl, reply.Json!["resource"]!.GetValue<string>());
        var head = await http.SendAsync(HttpMethod.Head, path);
        Assert.Equal((HttpStatusCode.OK, "", $"{reply.Body.Length}"), (head.Status, head.Body, head.Header("Content-Length")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.SendAsync(HttpMethod.Post, path, "{}")).Status);
    }

    [Fact]
    public async Task Without_an_issuer_there_is_no_metadata()
    {
        await using var http = await StartAsync(issuer: null);
        Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(HttpMethod.Get, "/oauth/protected-resource")).Status);
        Assert.Equal("Bearer realm=\"mcp-redis\"", (await http.PostAsync("{}")).Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_session_needs_its_token_with_every_request()
    {
        await using var http = await StartAsync();
        string session = await http.BeginAsync(Right);
        const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(List, Right, ("Mcp-Session-Id", session))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync(List, ("Mcp-Session-Id", session))).Status);
    }

    [Fact]
    public async Task Without_authentication_everybody_is_let_in()
    {
        await using var http = await HttpHarness.StartAsync([Nowhere]);
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("tools/list")).Status);
    }

    private static Task<HttpHarness> StartAsync(string? issuer = "https://login.example.com") => HttpHarness.StartAsync(
        [Nowhere],
        ToolHarness.Everything with { Http = new() { AuthToken = AuthRoom.Token, OAuthIssuer = issuer, PublicUrl = AuthRoom.PublicUrl } });
}
