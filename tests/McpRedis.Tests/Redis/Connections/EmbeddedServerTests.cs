using System.Runtime.Versioning;
using McpRedis.Faults;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class EmbeddedServerTests : IDisposable
{
    private static readonly EmbeddedSearch Real = EmbeddedSearch.Of(Environment.GetEnvironmentVariable);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Redis_from_the_path_comes_first()
    {
        ServerSource.RequireBinary();
        await using EmbeddedServer server = await EmbeddedServer.StartAsync(Real);
        Assert.Contains(server.Program, (string[])["redis-server", "valkey-server"]);
        await using RawRedis redis = await ConnectAsync(server);
        Assert.Equal("", (await redis.CallAsync("CONFIG", "GET", "save"))[1].Text);
        Assert.Equal("127.0.0.1", (await redis.CallAsync("CONFIG", "GET", "bind"))[1].Text);
        Assert.Equal("AK", (await redis.CallAsync("CONFIG", "GET", "notify-keyspace-events"))[1].Text);
    }

    [Fact]
    public async Task Garnet_of_the_tool_manifest_comes_last()
    {
        await using EmbeddedServer server = await EmbeddedServer.StartAsync(OnlyDotnet());
        Assert.Equal("garnet-server", server.Program);
        await using RawRedis redis = await ConnectAsync(server);
        await redis.CallAsync("HSET", "h", "f", "v");
        Assert.Equal("v", (await redis.CallAsync("HGET", "h", "f")).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Options_describe_it_and_a_stranger_is_refused(bool garnet)
    {
        await using EmbeddedServer server = await EmbeddedServer.StartAsync(garnet ? OnlyDotnet() : Real);
        Assert.Equal(("default", "--embedded", true), (server.Options.Name, server.Options.Source, server.Options.Embedded));
        await using RawRedis stranger = await RawRedis.ConnectAsync(server.Options.Endpoints[0].Port);
        Assert.StartsWith("NOAUTH", (await stranger.SendAsync("GET", "k")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_left_after_dispose(bool garnet)
    {
        EmbeddedServer server = await EmbeddedServer.StartAsync(garnet ? OnlyDotnet() : Real);
        Assert.True(Signals.Exists(server.Pid));
        await server.DisposeAsync();
        Assert.False(Signals.Exists(server.Pid));
    }

    [Fact]
    public async Task Without_any_program_the_fault_says_what_to_install()
    {
        Fault fault = await Assert.ThrowsAsync<Fault>(() => EmbeddedServer.StartAsync(new EmbeddedSearch("", _folder.Path, _folder.Path)));
        Assert.Equal(ErrorCode.NotConfigured, fault.Code);
        Assert.Contains("redis-server", fault.Hint, StringComparison.Ordinal);
        Assert.Contains("garnet-server", fault.Hint, StringComparison.Ordinal);
        Assert.Contains("REDIS_URL", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Program_that_ends_at_once_is_told_with_its_last_words()
    {
        await File.WriteAllTextAsync(_folder.File("redis-server"), "#!/bin/sh\necho cannot allocate; exit 1\n");
        File.SetUnixFileMode(_folder.File("redis-server"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Fault fault = await Assert.ThrowsAsync<Fault>(() => EmbeddedServer.StartAsync(Real with { SearchPath = _folder.Path }));
        Assert.Equal(ErrorCode.NotConfigured, fault.Code);
        Assert.Contains("cannot allocate", fault.Message, StringComparison.Ordinal);
    }

    // A PATH on which there is a dotnet and no server.
    private EmbeddedSearch OnlyDotnet()
    {
        string dotnet = ServerSource.OnPath("dotnet")!;
        File.CreateSymbolicLink(_folder.File("dotnet"), File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet);
        EmbeddedSearch search = Real with { SearchPath = _folder.Path };
        Assert.True(search.RestoredTool("garnet-server", "GarnetServer.dll") is not null, "run: dotnet tool restore");
        return search;
    }

    private static Task<RawRedis> ConnectAsync(EmbeddedServer server) =>
        RawRedis.ConnectAsync(server.Options.Endpoints[0].Port, server.Options.Password);
}
