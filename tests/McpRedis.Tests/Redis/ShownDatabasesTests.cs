using System.Text;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

/// <summary>Closed databases are neither counted nor told of, and under a prefix nothing that counts foreign keys is shown.</summary>
public sealed class ShownDatabasesTests
{
    private const string Info = "# Server\r\nredis_version:8.6.3\r\n# Keyspace\r\ndb0:keys=7,expires=0\r\ndb1:keys=2,expires=1\r\ndb12:keys=1\r\ndb0_distrib_strings_sizes:1=2\r\ndbx:1\r\n";

    private static readonly ConnectionOptions Options = new() { Name = "default", Source = "test", Kind = ConnectionKind.Server };

    [Fact]
    public void Nothing_is_hidden_where_all_is_open() => Assert.Null(ShownDatabases.Of(Options, scoped: false));

    [Theory]
    [InlineData(false, "1", "db1:")]
    [InlineData(false, "1 2 12", "db1: db12:")]
    [InlineData(true, "1", "")]
    [InlineData(true, null, "")]
    public void Counts_of_open_databases_only(bool scoped, string? open, string shown)
    {
        var databases = ShownDatabases.Of(Options with { Databases = open?.Split(' ').Select(int.Parse).ToArray() }, scoped)!;
        string text = databases.Filter(RedisCommand.Of("INFO"), RespValue.Of(Info)).Text;
        Assert.Equal(shown, string.Join(' ', text.Split('\n').Where(line => line.StartsWith("db", StringComparison.Ordinal) && char.IsDigit(line[2])).Select(line => line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)])));
        Assert.Contains("redis_version:8.6.3\r\n", text, StringComparison.Ordinal);
        Assert.Contains("dbx:1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("__keyspace@1__:k", true)]
    [InlineData("__keyspace@0__:k", false)]
    [InlineData("__keyevent@0__:del", false)]
    [InlineData("__keyevent@10__:del", false)]
    [InlineData("__keyevent@x__:del", false)]
    [InlineData("__subkeyspace@0__:k", false)]
    [InlineData("news", true)]
    public void Notifications_of_open_databases_only(string channel, bool shown)
    {
        var databases = ShownDatabases.Of(Options with { Databases = [1] }, scoped: false)!;
        byte[] name = Encoding.UTF8.GetBytes(channel);
        Assert.Equal(shown, databases.ShowsChannel(name));
        var channels = databases.Filter(RedisCommand.Of("PUBSUB CHANNELS"), RespValue.Of(RespKind.Array, [RespValue.Of(RespKind.BulkString, name)]));
        Assert.Equal(shown ? 1 : 0, channels.Count);
    }

    [Fact]
    public async Task Closed_database_is_not_heard_of_through_any_tool()
    {
        await using var server = await RedisServerProcess.StartAsync("notify-keyspace-events KA");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Database = 1, Databases = [1, 2] }], ToolHarness.Everything);
        await server.CallAsync("SET", "secret0", "v");
        var reading = mcp.CallAsync("redis_pubsub_read", new { patterns = new[] { "__key*" }, timeoutMs = 5000, limit = 1 });
        await TestTimeout.UntilAsync("the reader listens", async () => (await server.CallAsync("PUBSUB", "NUMPAT")).Integer > 0);
        await server.CallAsync("SET", "secret0", "w");
        await using (var raw = await server.ConnectAsync())
        {
            await raw.CallAsync("SELECT", 1);
            await raw.CallAsync("SET", "open1", "v");
        }
        Assert.DoesNotContain("secret0", (await reading).GetRawText(), StringComparison.Ordinal);
        string told = (await mcp.CallAsync("redis_server_info", new { sections = new[] { "keyspace" } })).GetRawText();
        Assert.Contains("db1", told, StringComparison.Ordinal);
        Assert.DoesNotContain("db0", told, StringComparison.Ordinal);
    }
}
