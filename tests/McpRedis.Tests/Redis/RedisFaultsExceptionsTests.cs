using System.Net.Sockets;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Redis;

public sealed class RedisFaultsExceptionsTests(RedisFixture redis)
{
    private const string Secret = "192.0.2.7:6379 secret:1";

    private static Exception Make(string name) => name switch
    {
        "auth" => new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, Secret),
        "unresolved" => new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, Secret),
        "no master" => new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection,
            "No connection (requires writable - not eligible for replica) is active/available to service this operation: SET " + Secret),
        "cannot connect" => new RedisConnectionException(ConnectionFailureType.UnableToConnect, Secret),
        "loading" => new RedisConnectionException(ConnectionFailureType.Loading, Secret),
        "closed" => new RedisConnectionException(ConnectionFailureType.SocketClosed, Secret),
        "socket" => new RedisConnectionException(ConnectionFailureType.SocketFailure, Secret),
        "protocol" => new RedisConnectionException(ConnectionFailureType.ProtocolFailure, Secret),
        "disposed connection" => new RedisConnectionException(ConnectionFailureType.ConnectionDisposed, Secret),
        "timeout" => new RedisTimeoutException(Secret, CommandStatus.Sent),
        "our timeout" => new TimeoutException(Secret),
        "disposed" => new ObjectDisposedException(Secret),
        "cancelled" => new TaskCanceledException(Secret),
        "io" => new IOException(Secret),
        "raw socket" => new SocketException(111),
        "server" => new RedisServerException("WRONGTYPE " + Secret),
        "multi slot" => new RedisCommandException("Multi-key operations must involve a single slot; keys can use 'hash tags' " + Secret),
        "replica" => new RedisCommandException("Command cannot be issued to a replica: SET " + Secret),
        "disabled" => new RedisCommandException("This operation has been disabled in the command-map and cannot be used: SHUTDOWN " + Secret),
        "wrapped" => new AggregateException(new RedisConnectionException(ConnectionFailureType.SocketClosed, Secret)),
        "defect" => new InvalidOperationException(Secret),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    // failure; code for: a read; a write; a write that was surely not sent
    [Theory]
    [InlineData("auth", "auth_failed", "auth_failed", "auth_failed")]
    [InlineData("unresolved", "redis_unavailable", "redis_unavailable", "redis_unavailable")]
    [InlineData("no master", "redis_readonly_replica", "redis_readonly_replica", "redis_readonly_replica")]
    [InlineData("cannot connect", "redis_unavailable", "redis_unavailable", "redis_unavailable")]
    [InlineData("loading", "redis_loading", "redis_loading", "redis_loading")]
    [InlineData("closed", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("socket", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("protocol", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("disposed connection", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("timeout", "timeout", "outcome_unknown", "timeout")]
    [InlineData("our timeout", "timeout", "outcome_unknown", "timeout")]
    [InlineData("disposed", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("cancelled", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("io", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("raw socket", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("server", "wrong_type", "wrong_type", "wrong_type")]
    [InlineData("multi slot", "cross_slot", "cross_slot", "cross_slot")]
    [InlineData("replica", "redis_readonly_replica", "redis_readonly_replica", "redis_readonly_replica")]
    [InlineData("disabled", "server_error", "server_error", "server_error")]
    [InlineData("wrapped", "redis_unavailable", "outcome_unknown", "redis_unavailable")]
    [InlineData("defect", "internal", "internal", "internal")]
    public void Failure_of_the_client_becomes_a_fault(string failure, string read, string write, string unsent)
    {
        Check(RedisFaults.FromException(Make(failure), RedisCommand.Of("GET"), isWrite: false, maybeSent: true), read);
        Check(RedisFaults.FromException(Make(failure), RedisCommand.Of("SET"), isWrite: true, maybeSent: true), write);
        Check(RedisFaults.FromException(Make(failure), RedisCommand.Of("SET"), isWrite: true, maybeSent: false), unsent);
    }

    [Fact]
    public void Fault_passes_as_it_is()
    {
        var fault = Fault.Argument("key", "missing");
        Assert.Same(fault, RedisFaults.FromException(fault, RedisCommand.Of("GET"), isWrite: false, maybeSent: true));
    }

    // Ties the table of texts to what a server really writes.
    [Theory]
    [InlineData("GET list", "wrong_type")]
    [InlineData("INCR text", "invalid_argument")]
    [InlineData("INCR max", "invalid_argument")]
    [InlineData("LSET list 99 x", "invalid_argument")]
    [InlineData("LSET nothing 0 x", "key_not_found")]
    [InlineData("RENAME nothing text", "key_not_found")]
    [InlineData("SET text x EX 0", "invalid_argument")]
    [InlineData("SET text x NOSUCH", "invalid_argument")]
    [InlineData("GET", "invalid_argument")]
    [InlineData("NOSUCH.COMMAND text", "unsupported_by_server")]
    [InlineData("CONFIG NOSUCH", "unsupported_by_server")]
    [InlineData("CONFIG SET nosuch 1", "invalid_argument")]
    [InlineData("SELECT 9999", "invalid_argument")]
    [InlineData("CLUSTER INFO", "unsupported_by_server")]
    [InlineData("EVALSHA 0000000000000000000000000000000000000000 0", "invalid_argument")]
    [InlineData("XREADGROUP GROUP nothing c STREAMS nothing >", "key_not_found")]
    [InlineData("SCRIPT KILL", "conflict")]
    [InlineData("OBJECT FREQ text", "unsupported_by_server")]
    [InlineData("RESTORE copy 0 garbage", "unsupported_by_server")]
    [InlineData("XADD text * a 1", "wrong_type")]
    [InlineData("HELLO 9", "unsupported_by_server")]
    [InlineData("AUTH nobody wrong", "auth_failed")]
    public async Task Live_error_has_its_code(string line, string code)
    {
        string prefix = RedisFixture.Prefix();
        await using var raw = await redis.ConnectAsync();
        await raw.CallAsync("RPUSH", prefix + "list", "a");
        await raw.CallAsync("SET", prefix + "text", "words");
        await raw.CallAsync("SET", prefix + "max", long.MaxValue);
        object[] words = [.. line.Split(' ').Select(word => word is "list" or "text" or "max" or "nothing" or "copy" ? prefix + word : word)];
        var reply = await raw.SendAsync(words);

        Assert.True(reply.IsError, reply.Text);
        Check(RedisFaults.FromReply(reply.Text, (string)words[0]), code);
    }

    private static void Check(Fault fault, string code)
    {
        Assert.Equal(code, fault.Code.Wire());
        Assert.DoesNotContain("192.0.2", fault.Message + fault.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message + fault.Hint, StringComparison.OrdinalIgnoreCase);
        if (fault.Code == ErrorCode.OutcomeUnknown)
        {
            Assert.False(fault.Retryable);
        }
    }
}
