using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tests.Redis;

public sealed class RedisFaultsTests
{
    [Theory]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", "wrong_type", false)]
    [InlineData("NOPERM User secret-user has no permissions to run the 'config|get' command", "not_permitted", false)]
    [InlineData("NOPERM this user has no permissions to run the 'get' command", "not_permitted", false)]
    [InlineData("NOPERM this user has no permissions to access one of the keys used as arguments", "not_permitted", false)]
    [InlineData("NOPERM No permissions to access a key", "not_permitted", false)]
    [InlineData("NOPERM this user has no permissions to access one of the channels used as arguments", "not_permitted", false)]
    [InlineData("NOPERM No permissions to access a channel", "not_permitted", false)]
    [InlineData("READONLY You can't write against a read only replica.", "redis_readonly_replica", false)]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "redis_oom", false)]
    [InlineData("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.", "redis_misconf", false)]
    [InlineData("NOREPLICAS Not enough good replicas to write.", "redis_misconf", true)]
    [InlineData("LOADING Redis is loading the dataset in memory", "redis_loading", true)]
    [InlineData("BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.", "redis_busy_script", true)]
    [InlineData("BUSYKEY Target key name already exists.", "conflict", false)]
    [InlineData("BUSYGROUP Consumer Group name already exists", "conflict", false)]
    [InlineData("UNKILLABLE Sorry the script already executed write commands against the dataset.", "redis_busy_script", false)]
    [InlineData("ERR Script killed by user with SCRIPT KILL... script: 694a5f, on @user_script:1.", "timeout", false)]
    [InlineData("ERR Error compiling script (new function): user_script:1: '=' expected near '1'", "invalid_argument", false)]
    [InlineData("ERR Function not found", "invalid_argument", false)]
    [InlineData("ERR Can not execute a script with write flag using *_ro command.", "invalid_argument", false)]
    [InlineData("ERR Write commands are not allowed from read-only scripts. script: ff967d, on @user_script:1.", "invalid_argument", false)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value script: 4ba3ff, on @user_script:7.", "wrong_type", false)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value script: on @user_script:7.", "wrong_type", false)]
    [InlineData("ERR user_script:3: secret script: 984115, on @user_script:3.", "server_error", false)]
    [InlineData("NOTBUSY No scripts in execution right now.", "conflict", false)]
    [InlineData("NOAUTH Authentication required.", "auth_failed", false)]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", "auth_failed", false)]
    [InlineData("DENIED Redis is running in protected mode because protected mode is enabled", "auth_failed", false)]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot", "cross_slot", false)]
    [InlineData("CLUSTERDOWN Hash slot not served", "cluster_down", true)]
    [InlineData("CLUSTERDOWN The cluster is down", "cluster_down", true)]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", "cluster_down", true)]
    [InlineData("MOVED 3999 192.0.2.7:6381", "cluster_down", true)]
    [InlineData("ASK 3999 192.0.2.7:6381", "cluster_down", true)]
    [InlineData("Key has MOVED to Endpoint 192.0.2.7:6381 and hashslot 3999", "cluster_down", true)]
    [InlineData("Endpoint 192.0.2.7:6381 serving hashslot 3999 is not reachable at this point of time.", "redis_unavailable", true)]
    [InlineData("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "redis_unavailable", true)]
    [InlineData("EXECABORT Transaction discarded because of previous errors.", "conflict", false)]
    [InlineData("NOSCRIPT No matching script. Please use EVAL.", "invalid_argument", false)]
    [InlineData("NOGROUP No such key 'secret:stream' or consumer group 'secret-group'", "key_not_found", false)]
    [InlineData("NOPROTO unsupported protocol version", "unsupported_by_server", false)]
    [InlineData("INVALIDOBJ Corrupted HLL object detected", "server_error", false)]
    [InlineData("ERR unknown command 'JSON.GET', with args beginning with: 'secret:1' ", "unsupported_by_server", false)]
    [InlineData("ERR unknown command `FOO`, with args beginning with: `secret:1`, ", "unsupported_by_server", false)]
    [InlineData("ERR unknown subcommand 'secret'. Try CLIENT HELP.", "unsupported_by_server", false)]
    [InlineData("ERR Unknown subcommand or wrong number of arguments for 'secret'. Try CLIENT HELP.", "unsupported_by_server", false)]
    [InlineData("ERR max number of clients reached", "redis_unavailable", true)]
    [InlineData("ERR DB index is out of range", "invalid_argument", false)]
    [InlineData("ERR SELECT is not allowed in cluster mode", "unsupported_by_server", false)]
    [InlineData("ERR no such key", "key_not_found", false)]
    [InlineData("ERR index out of range", "invalid_argument", false)]
    [InlineData("ERR value is not an integer or out of range", "invalid_argument", false)]
    [InlineData("ERR value is not a valid float", "invalid_argument", false)]
    [InlineData("ERR hash value is not an integer", "invalid_argument", false)]
    [InlineData("ERR increment or decrement would overflow", "invalid_argument", false)]
    [InlineData("ERR increment would produce NaN or Infinity", "invalid_argument", false)]
    [InlineData("ERR syntax error", "invalid_argument", false)]
    [InlineData("ERR wrong number of arguments for 'get' command", "invalid_argument", false)]
    [InlineData("ERR invalid expire time in 'set' command", "invalid_argument", false)]
    [InlineData("ERR string exceeds maximum allowed size (proto-max-bulk-len)", "invalid_argument", false)]
    [InlineData("ERR The ID specified in XADD is equal or smaller than the target stream top item", "conflict", false)]
    [InlineData("ERR This instance has cluster support disabled", "unsupported_by_server", false)]
    [InlineData("ERR DUMP payload version or checksum are wrong", "unsupported_by_server", false)]
    [InlineData("ERR Background save already in progress", "conflict", false)]
    [InlineData("ERR CONFIG SET failed (possibly related to argument 'secret') - can't set protected config", "invalid_argument", false)]
    [InlineData("ERR secret:1 is something nobody has written down", "server_error", false)]
    [InlineData("STRANGECODE secret:1 at 192.0.2.7:6381", "server_error", false)]
    [InlineData("secret:1", "server_error", false)]
    [InlineData("SECRET", "server_error", false)]
    [InlineData("", "server_error", false)]
    public void Error_reply_becomes_a_fault(string reply, string code, bool retryable)
    {
        foreach (string text in new[] { reply, "-" + reply })
        {
            var fault = RedisFaults.FromReply(text, "GET");

            Assert.Equal(code, fault.Code.Wire());
            Assert.Equal(retryable, fault.Retryable);
            Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", fault.Message + fault.Hint, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("192.0.2", fault.Message + fault.Hint, StringComparison.Ordinal);
            Assert.DoesNotMatch("[{][0-9][}]", fault.Message + fault.Hint);
            Assert.Null(fault.InnerException);
        }
    }

    [Fact]
    public void Missing_right_is_named()
    {
        var command = RedisFaults.FromReply("NOPERM User u has no permissions to run the 'config|get' command", "CONFIG GET");
        Assert.Contains("CONFIG GET", command.Message, StringComparison.Ordinal);
        Assert.Contains("+config|get", command.Hint, StringComparison.Ordinal);
        Assert.Contains("~", RedisFaults.FromReply("NOPERM No permissions to access a key", "GET").Hint, StringComparison.Ordinal);
        Assert.Contains("&", RedisFaults.FromReply("NOPERM No permissions to access a channel", "PUBLISH").Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_command_names_version_or_module()
    {
        const string Reply = "ERR unknown command 'x'";
        Assert.Contains("Redis 7.4.0 or Valkey 9.0.0", RedisFaults.FromReply(Reply, "HEXPIRE").Hint, StringComparison.Ordinal);
        Assert.Contains("Valkey 9.0.0", RedisFaults.FromReply(Reply, "DELIFEQ").Hint, StringComparison.Ordinal);
        Assert.Contains("product", RedisFaults.FromReply(Reply, "SET").Hint, StringComparison.Ordinal);
        Assert.Contains("module (json)", RedisFaults.FromReply(Reply, "JSON.GET").Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_word_of_an_unknown_error_is_passed_on() =>
        Assert.Contains("STRANGECODE", RedisFaults.FromReply("STRANGECODE more", "GET").Message, StringComparison.Ordinal);

    [Fact]
    public void Prefixes_are_reachable()
    {
        for (int late = 0; late < ErrorText.All.Count; late++)
        {
            for (int early = 0; early < late; early++)
            {
                Assert.False(
                    ErrorText.All[late].Prefix.StartsWith(ErrorText.All[early].Prefix, StringComparison.Ordinal) && ErrorText.All[early].Prefix.Contains(' ', StringComparison.Ordinal),
                    $"{ErrorText.All[late].Prefix} is hidden by {ErrorText.All[early].Prefix}");
            }
        }
    }
}
