using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tests.Guard;

public sealed class GrantTests
{
    private static readonly Grant Some = new() { Access = AccessLevel.Write, Connections = ["a", "b"], KeyPrefixes = ["app:", "tmp:"] };

    [Fact]
    public void Contents_make_it_equal()
    {
        var same = new Grant { Access = AccessLevel.Write, Connections = new List<string> { "a", "b" }, KeyPrefixes = new List<string> { "app:", "tmp:" } };
        Assert.Equal(Some, same);
        Assert.Equal(Some.GetHashCode(), same.GetHashCode());
        Assert.Equal(new Grant(), Principal.Local.Grant);
        Assert.Equal(new Principal("ada", Some), new Principal("ada", same));
    }

    public static TheoryData<string> Others => ["access", "connections", "no connections", "all connections", "order", "prefixes", "no prefixes", "moved"];

    [Theory, MemberData(nameof(Others))]
    public void Anything_else_makes_it_another(string how)
    {
        var other = how switch
        {
            "access" => Some with { Access = AccessLevel.Read },
            "connections" => Some with { Connections = ["a", "c"] },
            "no connections" => Some with { Connections = [] },
            "all connections" => Some with { Connections = null },
            "order" => Some with { Connections = ["b", "a"] },
            "prefixes" => Some with { KeyPrefixes = ["app:", "tmp"] },
            "no prefixes" => Some with { KeyPrefixes = [] },
            _ => Some with { Connections = ["a"], KeyPrefixes = ["b", "app:", "tmp:"] },
        };
        Assert.NotEqual(Some, other);
        Assert.False(Some == other);
    }

    // None and all are two things.
    [Fact]
    public void No_connection_is_not_every_connection() => Assert.NotEqual(new Grant { Connections = [] }, new Grant());

    [Fact]
    public void Lists_are_copied_so_that_nobody_changes_rights_later()
    {
        List<string> connections = ["a"], prefixes = ["app:"];
        var grant = new Grant { Connections = connections, KeyPrefixes = prefixes };
        connections.Add("b");
        prefixes[0] = "other:";
        Assert.Equal(new Grant { Connections = ["a"], KeyPrefixes = ["app:"] }, grant);
    }

    [Fact]
    public void Empty_prefix_would_be_every_key_and_is_refused() => Assert.Throws<ArgumentException>(() => new Grant { KeyPrefixes = ["app:", ""] });
}
