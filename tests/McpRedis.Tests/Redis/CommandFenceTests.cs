using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tests.Redis;

public sealed class CommandFenceTests
{
    private static Fault? Check(RedisCommand command, string[] declared, AccessLevel access, params string[] distrusted) =>
        Record.Exception(() => new CommandFence(declared, access, distrusted.ToHashSet()).Check(command)) as Fault;

    [Theory]
    [InlineData("HGET", nameof(AccessLevel.Read))]
    [InlineData("CONFIG GET", nameof(AccessLevel.Read))]
    [InlineData("SET", nameof(AccessLevel.Write))]
    [InlineData("SET", nameof(AccessLevel.Full))]
    [InlineData("FT.SEARCH", nameof(AccessLevel.Write))]
    public void Declared_command_passes(string command, string access) =>
        Assert.Null(Check(RedisCommand.Of(command).Arg("x"), ["DEL", command], Enum.Parse<AccessLevel>(access)));

    [Theory]
    [InlineData("GET", "HGET")]
    [InlineData("CONFIG SET", "CONFIG GET")]
    [InlineData("CONFIG", "CONFIG GET")]
    [InlineData("CONFIG GET", "CONFIG")]
    [InlineData("get", "GET")]
    [InlineData("GET x", "GET")]
    public void Undeclared_command_is_not_allowed(string command, string declared) =>
        Assert.Equal(ErrorCode.CommandNotAllowed, Check(RedisCommand.Of(command), [declared], AccessLevel.Full)?.Code);

    [Fact]
    public void Sub_command_cannot_hide_among_the_arguments()
    {
        Assert.Null(Check(RedisCommand.Of("COMMAND"), ["COMMAND"], AccessLevel.Read));
        Assert.Equal(ErrorCode.CommandNotAllowed, Check(RedisCommand.Of("CONFIG").Arg("SET").Arg("dir").Arg("/"), ["CONFIG"], AccessLevel.Full)?.Code);
    }

    [Theory]
    [InlineData("SET")]
    [InlineData("GETEX")]
    [InlineData("SORT")]
    [InlineData("EVAL")]
    [InlineData("EVAL_RO")]
    [InlineData("KEYS")]
    [InlineData("DUMP")]
    [InlineData("PUBLISH")]
    [InlineData("CONFIG SET")]
    [InlineData("CLIENT KILL")]
    [InlineData("SHUTDOWN")]
    [InlineData("MONITOR")]
    [InlineData("NO.SUCH.COMMAND")]
    public void Read_access_stops_what_is_not_provably_a_read_even_if_declared(string command) =>
        Assert.Equal(ErrorCode.ReadOnly, Check(RedisCommand.Of(command).Arg("x"), [command], AccessLevel.Read)?.Code);

    [Fact]
    public void Read_access_stops_an_argument_that_makes_a_read_a_change()
    {
        Assert.Null(Check(RedisCommand.Of("ACL LOG").Arg(10), ["ACL LOG"], AccessLevel.Read));
        Assert.Equal(ErrorCode.ReadOnly, Check(RedisCommand.Of("ACL LOG").Arg("reset"), ["ACL LOG"], AccessLevel.Read)?.Code);
        Assert.Null(Check(RedisCommand.Of("ACL LOG").Arg("reset"), ["ACL LOG"], AccessLevel.Full));
    }

    [Fact]
    public void Command_the_live_server_contradicts_is_no_read()
    {
        Assert.Equal(ErrorCode.ReadOnly, Check(RedisCommand.Of("GET"), ["GET"], AccessLevel.Read, "GET")?.Code);
        Assert.Null(Check(RedisCommand.Of("GET"), ["GET"], AccessLevel.Write, "GET"));
    }
}
