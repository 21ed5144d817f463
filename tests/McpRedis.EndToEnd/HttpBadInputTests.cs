using System.IO.Compression;
using System.Text;
using McpRedis.EndToEnd.Http;
using McpRedis.Http;

namespace McpRedis.EndToEnd;

/// <summary>B10: requests no client should send. Each gets the status it deserves, and the next one is served.</summary>
public sealed class HttpBadInputTests(HttpFixture http) : IClassFixture<HttpFixture>
{
    [Theory]
    [InlineData("Accept", null, 406)]
    [InlineData("Accept", "application/json", 406)]
    [InlineData("Accept", "text/event-stream", 406)]
    [InlineData("Accept", "application/json, text/event-stream;q=0", 406)]
    [InlineData("Accept", "nonsense", 406)]
    [InlineData("Accept", "*/*", 200)]
    [InlineData("Accept", "application/*, text/*", 200)]
    [InlineData("Content-Type", null, 415)]
    [InlineData("Content-Type", "text/plain", 415)]
    [InlineData("Content-Type", "application/jsonp", 415)]
    [InlineData("Content-Type", "application/json; charset=utf-16", 415)]
    [InlineData("Content-Type", "application/x-www-form-urlencoded", 415)]
    [InlineData("Content-Type", "application/json; charset=\"UTF-8\"", 200)]
    [InlineData("Content-Encoding", "gzip", 415)]
    [InlineData("Content-Encoding", "br", 415)]
    [InlineData("Content-Encoding", "identity, gzip", 415)]
    [InlineData("Content-Encoding", "identity", 200)]
    [InlineData("Content-Length", "-1", 400)]
    [InlineData("Content-Length", "ten", 400)]
    [InlineData("Content-Length", "99999999999999999999", 400)]
    [InlineData("Content-Length", "9999999999", 413)]
    [InlineData("Transfer-Encoding", "gzip", 400)]
    [InlineData("Host", null, 400)]
    [InlineData("Cookie", "a=b", 200)]
    [InlineData("Upgrade", "websocket", 200)]
    [InlineData("X-HTTP-Method-Override", "DELETE", 200)]
    [InlineData("Mcp-Session-Id", "stale", 200)]   // the newest revision knows no sessions
    public async Task B10_A_header_that_is_wrong_has_its_status(string name, string? value, int status)
    {
        var post = Post.Of("tools/list").Without(name);
        Assert.Equal(status, (await (value is null ? post : post.With(name, value)).SendAsync(http.Server)).Status);
        await http.ServesAsync();
    }

    [Fact]
    public async Task B10_A_compressed_body_is_not_unpacked()
    {
        var post = Post.Of("tools/list").With("Content-Encoding", "gzip");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(post.Body));
        }
        await using var connection = await RawHttp.ConnectAsync(http.Server.Port);
        await connection.SendAsync(post.With("Content-Length", $"{packed.Length}").Head());
        await connection.SendAsync(packed.ToArray());
        Assert.Equal(415, (await connection.ReadAsync()).Status);
        await http.ServesAsync();
    }

    // A chunk that is not what its size says.
    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-5\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}{}\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2;ext=\"\n\"\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n")]
    public async Task B10_Chunks_that_lie_are_refused(string chunks)
    {
        await using var connection = await RawHttp.ConnectAsync(http.Server.Port);
        await connection.SendAsync(Post.Of("tools/list").With("Transfer-Encoding", "chunked").Head() + chunks);
        Assert.True(await connection.TryReadAsync() is null or { Status: 400 });   // what is sent after it may take the answer with it
        await http.ServesAsync();
    }

    [Fact]
    public async Task B10_A_body_that_stops_half_way_is_answered_by_nobody_and_harms_nobody()
    {
        await using (var connection = await RawHttp.ConnectAsync(http.Server.Port))
        {
            await connection.SendAsync(Post.Of("tools/list").With("Content-Length", "500").ToString());
            connection.FinishSending();
            Assert.True(await connection.TryReadAsync() is null or { Status: >= 400 });
        }
        await using (var connection = await RawHttp.ConnectAsync(http.Server.Port))
        {
            await connection.SendAsync(Post.Of("tools/list").With("Transfer-Encoding", "chunked").Head() + "ff\r\n{");
            connection.Reset();
        }
        await http.ServesAsync();
    }

    [Theory]
    [InlineData(1000, 10, 431)]
    [InlineData(1, 40_000, 431)]
    [InlineData(20, 100, 200)]
    public async Task B10_Many_or_long_headers_have_their_status(int count, int length, int status)
    {
        var post = Post.Of("tools/list");
        for (int i = 0; i < count; i++)
        {
            post.And($"X-{i}", new string('x', length));
        }
        Assert.Equal(status, (await post.SendAsync(http.Server)).Status);
        await http.ServesAsync();
    }

    [Theory]
    [InlineData("X-A : b")]
    [InlineData("X A: b")]
    [InlineData(": b")]
    [InlineData("X-A")]
    [InlineData("X-A: b\r\n folded")]
    [InlineData("X-A: a\0b")]
    [InlineData("Host: 127.0.0.1")]
    [InlineData("Content-Length: 1")]
    public async Task B10_Header_lines_that_are_none_are_refused(string line)
    {
        string request = Post.Of("tools/list").ToString();
        var reply = await RawHttp.AskAsync(http.Server.Port, request.Replace("\r\n\r\n", $"\r\n{line}\r\n\r\n", StringComparison.Ordinal));
        Assert.Equal(400, reply.Status);
        await http.ServesAsync();
    }

    // A length and chunks at once are how requests are smuggled past a proxy: the connection must not be used any more.
    [Fact]
    public async Task B10_A_length_beside_chunks_smuggles_nothing()
    {
        var post = Post.Of("tools/list").And("Transfer-Encoding", "chunked").And("Content-Length", "4");
        await using var connection = await RawHttp.ConnectAsync(http.Server.Port);
        await connection.SendAsync(post.Head() + $"{post.Body.Length:x}\r\n{post.Body}\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var first = await connection.TryReadAsync();
        Assert.True(first is { Status: 400 } || (await connection.TryReadAsync()) is null, first?.ToString());
        await http.ServesAsync();
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("POST /mcp\r\n\r\n")]
    [InlineData("POST /mcp HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST http://evil.example/mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n")]
    public async Task B10_What_is_not_HTTP_is_refused_or_cut_off(string bytes)
    {
        await using var connection = await RawHttp.ConnectAsync(http.Server.Port);
        await connection.SendAsync(bytes);
        connection.FinishSending();
        Assert.True(await connection.TryReadAsync() is null or { Status: >= 400 });
        await http.ServesAsync();
    }

    [Theory]
    [InlineData("1.0", "127.0.0.1", 200)]
    [InlineData("1.0", null, 403)]
    [InlineData("1.1", "127.0.0.1", 200)]
    public async Task B10_HTTP_1_0_is_served_too(string version, string? host, int status)
    {
        var post = Post.Of("tools/list").Speaking(version).Without("Host");
        Assert.Equal(status, (await (host is null ? post : post.With("Host", host)).SendAsync(http.Server)).Status);
    }

    [Theory]
    [InlineData("GET", "/mcp", Post.Newest, 405, "POST")]
    [InlineData("DELETE", "/mcp", Post.Newest, 405, "POST")]
    [InlineData("PUT", "/mcp", Post.Newest, 405, "POST")]
    [InlineData("PATCH", "/mcp", Post.Handshake, 405, "POST, GET, DELETE")]
    [InlineData("TRACE", "/mcp", Post.Newest, 405, "POST")]
    [InlineData("HEAD", "/mcp", Post.Newest, 405, "POST")]
    [InlineData("OPTIONS", "/mcp", Post.Newest, 405, "POST")]
    [InlineData("GET", "/mcp", Post.Handshake, 400, null)]
    [InlineData("DELETE", "/mcp", Post.Handshake, 400, null)]
    [InlineData("POST", "/health/live", Post.Newest, 405, "GET, HEAD")]
    [InlineData("HEAD", "/health/live", Post.Newest, 200, null)]
    [InlineData("GET", "/", Post.Newest, 404, null)]
    [InlineData("GET", "/mcp/", Post.Newest, 404, null)]
    [InlineData("GET", "//mcp", Post.Newest, 404, null)]
    [InlineData("GET", "/../etc/passwd", Post.Newest, 404, null)]
    [InlineData("GET", "/%2e%2e/%2e%2e/etc/passwd", Post.Newest, 404, null)]
    [InlineData("GET", "/%00", Post.Newest, 400, null)]
    public async Task B10_Methods_and_paths_have_their_status(string method, string path, string version, int status, string? allow)
    {
        var post = Post.Of("tools/list").With("MCP-Protocol-Version", version).With("Content-Length", "0").To(path);
        var reply = await RawHttp.AskAsync(http.Server.Port, post.Head(method));
        Assert.Equal(status, reply.Status);
        Assert.Equal(allow, reply["Allow"]);
        await http.ServesAsync();
    }

    [Fact]
    public async Task B10_A_long_request_line_is_refused() => Assert.Equal(414, (await Post.Of("tools/list").To("/mcp?" + new string('q', 20_000)).SendAsync(http.Server)).Status);

    [Theory]
    [InlineData("Mcp-Method", "tools/call")]
    [InlineData("Mcp-Method", "TOOLS/LIST")]
    [InlineData("Mcp-Method", null)]
    [InlineData("MCP-Protocol-Version", null)]
    [InlineData("MCP-Protocol-Version", "2025-11-25")]
    public async Task B10_Headers_that_disagree_with_the_body_are_a_mismatch(string name, string? value)
    {
        var post = Post.Of("tools/list").Without(name);
        await MismatchAsync(value is null ? post : post.With(name, value));
    }

    [Theory]
    [InlineData("redis_key_get")]
    [InlineData("Redis_Key_Scan")]
    [InlineData("=?base64?cmVkaXNfa2V5X2dldA==?=")]
    [InlineData("=?base64?cmVkaXNfa2V5X3NjYW4?=")]
    [InlineData(null)]
    public async Task B10_A_name_that_disagrees_with_the_body_is_a_mismatch(string? value)
    {
        var post = Post.Call("redis_key_scan", new { pattern = "none" }).Without("Mcp-Name");
        await MismatchAsync(value is null ? post : post.With("Mcp-Name", value));
    }

    [Theory]
    [InlineData("MCP-Protocol-Version", "2026-07-28")]
    [InlineData("Mcp-Method", "tools/list")]
    public async Task B10_A_header_given_twice_is_refused(string name, string value) =>
        Assert.Equal(400, (await Post.Of("tools/list").And(name, value).SendAsync(http.Server)).Status);

    [Theory]
    [InlineData("1999-01-01")]
    [InlineData("2027-01-01")]
    [InlineData("nonsense")]
    public async Task B10_An_unknown_version_is_told_which_there_are(string version)
    {
        var reply = await Post.Of("tools/list", id: "\"seven\"").With("MCP-Protocol-Version", version).SendAsync(http.Server);
        Assert.Equal((400, HttpRefusal.UnsupportedVersion), (reply.Status, reply.ErrorCode));
        var data = reply.Answer.GetProperty("error").GetProperty("data");
        Assert.Equal("2026-07-28", data.GetProperty("supported")[0].GetString());
        Assert.Equal(version, data.GetProperty("requested").GetString());
        Assert.Equal("seven", reply.Answer.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("stale", 404)]
    [InlineData(null, 400)]
    public async Task B10_A_session_that_is_not_there_is_told(string? session, int status) =>
        Assert.Equal(status, (await Post.Old("tools/list", session: session).SendAsync(http.Server)).Status);

    [Theory]
    [InlineData("", HttpRefusal.ParseError)]
    [InlineData("hello", HttpRefusal.ParseError)]
    [InlineData("{", HttpRefusal.ParseError)]
    [InlineData("{}{}", HttpRefusal.ParseError)]
    [InlineData("null", HttpRefusal.InvalidRequest)]
    [InlineData("42", HttpRefusal.InvalidRequest)]
    [InlineData("\"text\"", HttpRefusal.InvalidRequest)]
    [InlineData("[]", HttpRefusal.InvalidRequest)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":true,"method":"ping"}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"id":1,"method":"ping"}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", HttpRefusal.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""", HttpRefusal.InvalidParams)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}""", HttpRefusal.InvalidParams)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":7}}""", HttpRefusal.InvalidParams)]
    public async Task B10_A_body_that_is_no_request_is_refused(string body, int code)
    {
        var reply = await Post.Of("tools/list").Saying(body).SendAsync(http.Server);
        Assert.Equal((400, code), (reply.Status, reply.ErrorCode));
        await http.ServesAsync();
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task B10_Nesting_100_000_deep_is_a_parse_error(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        var reply = await Post.Of("tools/list").Saying($$"""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{deep}}}""").SendAsync(http.Server);
        Assert.Equal((400, HttpRefusal.ParseError), (reply.Status, reply.ErrorCode));
        await http.ServesAsync();
    }

    [Fact]
    public async Task B10_A_client_that_waits_to_be_told_to_go_on_is_told()
    {
        var post = Post.Of("tools/list").With("Expect", "100-continue");
        await using var connection = await RawHttp.ConnectAsync(http.Server.Port);
        await connection.SendAsync(post.Head());
        Assert.Equal(100, (await connection.ReadAsync()).Status);
        await connection.SendAsync(post.Body);
        Assert.Equal(200, (await connection.ReadAsync()).Status);
    }

    private async Task MismatchAsync(Post post)
    {
        var reply = await post.SendAsync(http.Server);
        Assert.Equal((400, HttpRefusal.HeaderMismatch), (reply.Status, reply.ErrorCode));
        Assert.Equal(1, reply.Answer.GetProperty("id").GetInt32());
        await http.ServesAsync();
    }
}
