using McpRedis.Redis;

namespace McpRedis.Diagnostics.Facts;

// ACL GETUSER default (Redis 7.0; a map with RESP3; before 7.0 keys and channels are arrays without ~ and &):
//
//   1) "flags"      2) 1) "on"  2) "nopass"
//   3) "passwords"  4) (empty)
//   5) "commands"   6) "+@all"
//   7) "keys"       8) "~*"
//   9) "channels"  10) "&*"
//  11) "selectors" 12) (empty)

/// <summary>What a user may do. Its password hashes are not kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOn">Whether it can log in.</param>
/// <param name="NeedsNoPassword">Anybody can log in as it.</param>
/// <param name="Commands">Rule for commands.</param>
/// <param name="IsAllKeys">It reaches every key.</param>
internal sealed record AclUser(string Name, bool IsOn, bool NeedsNoPassword, string Commands, bool IsAllKeys)
{
    public bool IsAllPowerful => IsAllKeys && Commands.Split(' ') is ["+@all"];

    public static AclUser Of(string name, RespValue reply)
    {
        string[] flags = [.. Greeting.Field(reply, "flags").ItemArray.Select(flag => flag.Text)];
        var keys = Greeting.Field(reply, "keys");
        string[] patterns = keys.IsAggregate ? [.. keys.ItemArray.Select(key => key.Text)] : keys.Text.Split(' ');
        return new(name, flags.Contains("on"), flags.Contains("nopass"), Greeting.Field(reply, "commands").Text, flags.Contains("allkeys") || patterns.Any(p => p is "~*" or "*"));
    }
}
