using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;

namespace McpRedis.Tests.Pipeline;

public sealed class ArgumentFilterTests
{
    [Fact]
    public async Task Without_a_connection_a_call_says_what_to_set()
    {
        var fault = await Assert.ThrowsAsync<Fault>(() => RunAsync(SampleCall.Of(), []));
        Assert.Equal(ErrorCode.NotConfigured, fault.Code);
        Assert.Contains("REDIS_URL", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_tool_needs_no_connection()
    {
        var call = SampleCall.Of("redis_connection_list");
        await RunAsync(call, []);
        Assert.Null(call.Connection);
    }

    [Fact]
    public async Task The_only_connection_is_meant()
    {
        var call = SampleCall.Of(arguments: """{"key":"a","database":3}""");
        await RunAsync(call, ["only"]);
        Assert.Equal(("only", 3), (call.Connection, call.Database));
    }

    [Fact]
    public async Task One_of_two_connections_is_chosen_by_name()
    {
        var call = SampleCall.Of(arguments: """{"key":"a","connection":"two"}""");
        await RunAsync(call, ["one", "two"]);
        Assert.Equal(("two", (int?)null), (call.Connection, call.Database));
    }

    [Theory]
    [InlineData("""{"connection":"one"}""", 1, "connection: no such argument; known are key, cursor, limit, encoding, database.")]
    [InlineData("{}", 2, "connection: is required.")]
    [InlineData("""{"connection":"three"}""", 2, "connection: expected one of one, two.")]
    [InlineData("""{"connection":1}""", 2, "connection: expected one of one, two, got 1.")]
    [InlineData("""{"database":-1}""", 1, "database: expected an integer from 0 to 2147483647, got -1.")]
    [InlineData("""{"database":2147483648}""", 1, "database: expected an integer from 0 to 2147483647, got 2147483648.")]
    [InlineData("""{"database":"x"}""", 1, "database: expected an integer from 0 to 2147483647, got a string.")]
    [InlineData("""{"unknown":"x"}""", 1, "unknown: no such argument;")]
    public async Task Mistakes_are_kept_for_the_tool_to_tell_with_its_own(string arguments, int connections, string message)
    {
        var call = SampleCall.Of(arguments: arguments);
        await RunAsync(call, connections == 1 ? ["one"] : ["one", "two"]);
        var fault = Assert.Throws<Fault>(call.Arguments.ThrowIfInvalid);
        Assert.Equal(ErrorCode.InvalidArgument, fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static Task<CallOutcome> RunAsync(CallRecord call, string[] connections) =>
        new ArgumentFilter(new ToolCatalogue(new CatalogueOptions { Connections = connections })).RunAsync(call, SampleCall.Answer("{}"), CancellationToken.None).AsTask();
}
