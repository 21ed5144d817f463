using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Guard;

public sealed class CallGuardTests(RedisFixture redis)
{
    [Theory]
    [InlineData("Full", "Full", "Full")]
    [InlineData("Full", "Read", "Read")]
    [InlineData("Read", "Full", "Read")]
    [InlineData("Write", "Full", "Write")]
    [InlineData("Write", "Read", "Read")]
    public void Access_is_the_lower_of_the_two(string program, string connection, string effective) =>
        Assert.Equal(effective, new CallGuard(new(Enum.Parse<AccessLevel>(program), ConfirmPolicy.Destructive), Enum.Parse<AccessLevel>(connection), "redis_key_delete", Risk.Write).Access.ToString());

    [Fact]
    public void Change_at_read_access_is_denied_and_says_who_can_help()
    {
        var fault = Refuse(AccessLevel.Read, Risk.Write);
        Assert.Equal(ErrorCode.AccessDenied, fault.Code);
        Assert.Equal("This needs write access; only read access is open here.", fault.Message);
        Assert.Equal("Ask the operator; a tool cannot raise the access level.", fault.Hint);
        Assert.False(fault.Retryable);
    }

    [Fact]
    public void Admin_at_write_access_is_denied()
    {
        var fault = Refuse(AccessLevel.Write, Risk.Admin);
        Assert.Equal((ErrorCode.AccessDenied, "This needs full access; only write access is open here."), (fault.Code, fault.Message));
    }

    [Fact]
    public void Danger_has_to_be_confirmed_and_says_what_would_happen()
    {
        var fault = Refuse(AccessLevel.Full, Risk.Destructive);
        Assert.Equal(ErrorCode.ConfirmationRequired, fault.Code);
        Assert.Equal("This call deletes 3 keys and must be confirmed by the user. Nothing was done.", fault.Message);
        Assert.NotEmpty(fault.Hint);
    }

    [Fact]
    public void What_is_allowed_returns()
    {
        var guard = new CallGuard(new(AccessLevel.Full, ConfirmPolicy.Destructive), AccessLevel.Full, "redis_key_delete", Risk.Write);
        guard.Require(Risk.Read, "reads");
        guard.Require(Risk.Write, "writes");
    }

    [Fact]
    public async Task Connection_for_reading_refuses_changes_though_the_program_allows_them()
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options() with { Access = "read" }], ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync("redis_string_set", new { items = new[] { new { key = mcp.Prefix + "a", value = "b" } } });
        Assert.Equal("access_denied", error.Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "a")).Integer);
    }

    [Theory]
    [InlineData("destructive", true)]
    [InlineData("writes", true)]
    [InlineData("never", false)]
    public async Task Deleting_several_keys_is_asked_about_unless_the_operator_said_never(string confirm, bool asked)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Confirm = confirm });
        await redis.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        var answer = await mcp.SendAsync("redis_key_delete", new { keys = new[] { mcp.Prefix + "a", mcp.Prefix + "b" } });
        Assert.Equal(asked ? "confirmation_required" : null, answer.Error?.Code);
        Assert.Equal(asked ? 2 : 0, (await redis.CallAsync("EXISTS", mcp.Prefix + "a", mcp.Prefix + "b")).Integer);
    }

    [Fact]
    public async Task Every_write_is_asked_about_where_the_operator_wants_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, new ServerOptions { Toolsets = ["all"], Confirm = "writes" });
        Assert.Equal("confirmation_required", (await mcp.FailAsync("redis_string_increment", new { key = mcp.Prefix + "n" })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "n")).Integer);
        await mcp.CallAsync("redis_string_get", new { keys = new[] { mcp.Prefix + "n" } });
    }

    private static Fault Refuse(AccessLevel access, Risk risk) =>
        Assert.ThrowsAny<Fault>(() => new CallGuard(new(AccessLevel.Full, ConfirmPolicy.Destructive), access, "redis_key_delete", Risk.Write).Require(risk, "deletes 3 keys"));
}
