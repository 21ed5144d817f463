using McpRedis.Hosting;

namespace McpRedis.Tests.Hosting;

public sealed class OptionDefinitionsTests
{
    public static TheoryData<string> Names => [.. OptionDefinitions.All.Select(option => option.Name)];

    [Fact]
    public void Every_common_option_is_there() =>
        Assert.Equal(
            "access read-only toolsets tools exclude-tools confirm confirm-fallback confirm-key key-prefix output-budget health-adjust files-dir serve-address migration-patience config embedded log-level log-format blank-is-unset "
            + "listen allowed-hosts allowed-origins max-request-body max-concurrent-requests rate-limit sessions session-idle max-sessions auth-token tokens-file oauth-issuer oauth-jwks public-url "
            + "behind-proxy trusted-proxies dangerously-allow-anonymous-http",
            string.Join(' ', OptionDefinitions.All.Select(option => option.Name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_are_derived_and_words_are_said(string name)
    {
        var option = OptionDefinitions.Find(name)!;
        Assert.Matches("^[a-z]+(-[a-z]+)*$", option.Name);
        Assert.Matches("^MCP_REDIS_[A-Z]+(_[A-Z]+)*$", option.Variable);
        Assert.Matches("^[a-z]+([A-Z][a-z]+)*$", option.FileKey);
        Assert.True(option.Doc.Length > option.Summary.Length, "what, and when to change it");
        Assert.EndsWith(".", option.Doc, StringComparison.Ordinal);
        Assert.InRange(option.Summary.Length, 20, 170);
        Assert.DoesNotContain('|', option.Form);
    }

    [Fact]
    public void Names_as_people_expect_them()
    {
        var option = OptionDefinitions.Find("read-only")!;
        Assert.Equal(("--read-only", "MCP_REDIS_READ_ONLY", "readOnly"), (option.Flag, option.Variable, option.FileKey));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_shown_is_the_one_in_force_and_can_be_given(string name)
    {
        var option = OptionDefinitions.Find(name)!;
        if (option.Default != "none")
        {
            Assert.Equal(option.Default, option.Show(option.Set(new ServerOptions(), option.Default)!));
        }
    }

    [Theory]
    [InlineData("access", "read write full", "Read admin 1")]
    [InlineData("read-only", "true false", "yes 1 True")]
    [InlineData("toolsets", "essentials default all keys keys,strings default,server", "keyz keys,,strings none")]
    [InlineData("tools", "redis_key_scan redis_key_scan,redis_key_get", "key_scan redis_key_scan, Redis_key redis-key")]
    [InlineData("exclude-tools", "redis_key_delete", "all *")]
    [InlineData("confirm", "destructive writes never", "always write")]
    [InlineData("confirm-fallback", "token refuse", "tokens none")]
    [InlineData("confirm-key", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcde short")]
    [InlineData("key-prefix", "app: * {tag}", "")]
    [InlineData("output-budget", "4KiB 32768 4MiB", "1KiB 5MiB 32k -1 many")]
    [InlineData("files-dir", ". /", "/none/none")]
    [InlineData("embedded", "true false", "on")]
    [InlineData("log-level", "trace debug info warning error", "warn Information verbose")]
    public void Values(string name, string good, string bad)
    {
        var option = OptionDefinitions.Find(name)!;
        Assert.All(good.Split(' '), value => Assert.NotNull(option.Set(new ServerOptions(), value)));
        Assert.All(bad.Split(' ', StringSplitOptions.RemoveEmptyEntries), value => Assert.Null(option.Set(new ServerOptions(), value)));
    }
}
