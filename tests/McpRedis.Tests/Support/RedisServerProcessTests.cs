namespace McpRedis.Tests.Support;

public sealed class RedisServerProcessTests
{
    [Fact]
    public async Task Restart_keeps_port_and_folder()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "kept", "1");
        await server.CallAsync("SAVE");
        (int port, int pid) = (server.Port, server.Pid);

        await server.KillAsync();
        Assert.False(server.IsRunning);
        await server.RestartAsync();

        Assert.Equal(port, server.Port);
        Assert.NotEqual(pid, server.Pid);
        Assert.Equal("1", (await server.CallAsync("GET", "kept")).Text);
    }

    [Fact]
    public async Task Paused_server_answers_only_after_resume()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis redis = await server.ConnectAsync();
        server.Pause();
        Task<RawReply> reply = redis.SendAsync("PING");
        Assert.False(reply.IsCompleted);
        server.Resume();
        Assert.Equal("PONG", (await reply).Text);
    }

    [Fact]
    public async Task Nothing_is_left_after_dispose()
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync();
        (int pid, string folder) = (server.Pid, server.DataDirectory);
        Assert.True(Signals.Exists(pid));
        await server.DisposeAsync();
        Assert.False(Signals.Exists(pid));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Configuration_that_is_wrong_is_told()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RedisServerProcess.StartAsync("no-such-directive 1"));
        Assert.Contains("no-such-directive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unix_socket()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { UnixSocket = true });
        Assert.Equal("PONG", (await server.CallAsync("PING")).Text);
        Assert.Equal(0, server.Port);
    }

    [Fact]
    public async Task Password_and_users()
    {
        var settings = new ServerSettings { Password = "p w", Config = ["user app on >secret ~app:* +get"] };
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(settings);
        await using RawRedis stranger = await RawRedis.ConnectAsync(server.Port);
        Assert.StartsWith("NOAUTH", (await stranger.SendAsync("PING")).Text, StringComparison.Ordinal);
        await using RawRedis app = await server.ConnectAsync("app", "secret");
        Assert.True((await app.SendAsync("GET", "app:1")).IsNull);
        Assert.StartsWith("NOPERM", (await app.SendAsync("GET", "other")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tls_is_verified_against_our_authority(bool clientCertificate)
    {
        var settings = new ServerSettings { Tls = true, TlsClientCertificate = clientCertificate };
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(settings);
        Assert.Equal("PONG", (await server.CallAsync("PING")).Text);
    }

    [Fact]
    public async Task Tls_certificate_of_another_authority_is_refused()
    {
        using var folder = new TempFolder();
        var strangers = new TestCertificates(folder.Path);
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Tls = true });
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(() => RawRedis.ConnectTlsAsync(server.Port, strangers));
    }
}
