using McpRedis.Diagnostics.CommandLogs;
using McpRedis.Redis;

namespace McpRedis.Tests.Diagnostics.CommandLogs;

public sealed class CommandShapeTests
{
    [Fact]
    public void CommandShape_sums_up_and_puts_the_largest_sum_first()
    {
        var shapes = CommandShape.Of([new(1, 10, 5, "GET", 1, "a:*"), new(2, 30, 9, "SET", 2, "a:*"), new(3, 20, 1, "SET", 4, "a:*"), new(4, 25, 2, "SET", 3, "a:*"), new(5, 26, 4, "SET", 2, "b:*")]);
        Assert.Equal([new CommandShape("SET", "a:*", 3, 12, 2, 9, 2, 4, 30), new CommandShape("GET", "a:*", 1, 5, 5, 5, 1, 1, 10), new CommandShape("SET", "b:*", 1, 4, 4, 4, 2, 2, 26)], shapes.AsEnumerable());
    }

    [Fact]
    public void LoggedCommand_counts_the_arguments_that_the_server_left_out()
    {
        string[] words = ["hset", "key", .. Enumerable.Range(0, 29).Select(i => $"f{i}"), "... (70 more arguments)"];
        Assert.Equal(32, words.Length);
        var entry = LoggedCommand.Of(Entry(words));
        Assert.Equal(("HSET", 100), (entry.Command, entry.Arguments));
    }

    [Theory]
    [InlineData("GET", "get", "k")]
    [InlineData("CONFIG SET", "config", "SET", "a", "b")]
    [InlineData("CONFIG", "config", "secret")]
    [InlineData("(unknown)", "secret", "x")]
    public void LoggedCommand_is_named_by_the_table_alone(string name, params string[] words) => Assert.Equal((name, words.Length - 1), (LoggedCommand.Of(Entry(words)).Command, LoggedCommand.Of(Entry(words)).Arguments));

    [Theory]
    [InlineData("user:*", "hgetall", "user:4711:cart")]
    [InlineData("*", "get", "secret")]
    [InlineData("app:job:*", "zunion", "2", "app:job:17", "app:job:18")]
    [InlineData("app:*", "object", "encoding", "app:1")]
    [InlineData(null, "keys", "user:*")]
    [InlineData(null, "secret:word", "user:1")]
    [InlineData(null, "get")]
    public void LoggedCommand_tells_the_prefix_of_its_first_key(string? prefix, params string[] words) => Assert.Equal(prefix, LoggedCommand.Of(Entry(words)).Prefix);

    private static RespValue Entry(string[] words) => RespValue.Of(RespKind.Array, [RespValue.Of(1), RespValue.Of(2), RespValue.Of(3), RespValue.Of(RespKind.Array, [.. words.Select(word => RespValue.Of(word))])]);
}
