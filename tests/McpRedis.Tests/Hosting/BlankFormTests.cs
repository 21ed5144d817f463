using McpRedis.Hosting;

namespace McpRedis.Tests.Hosting;

public sealed class BlankFormTests
{
    private const string Blank = "${user_config.key_prefix}";

    [Theory]
    [InlineData("")]
    [InlineData(Blank)]
    public void A_blank_field_is_unset_where_the_host_says_so(string value)
    {
        var configuration = Read(("MCP_REDIS_BLANK_IS_UNSET", "true"), ("MCP_REDIS_KEY_PREFIX", value), ("MCP_REDIS_ACCESS", "read"), ("REDIS_URL", value));
        Assert.Empty(configuration.Mistakes);
        Assert.Equal((null, "read"), (configuration.Options.KeyPrefix, configuration.Options.Access));
        Assert.Empty(configuration.Connections);
    }

    // A prefix that got lost opens every key.
    [Fact]
    public void Without_the_word_an_empty_field_is_a_mistake() =>
        Assert.Equal(["MCP_REDIS_KEY_PREFIX"], Read(("MCP_REDIS_KEY_PREFIX", "")).Mistakes.Select(mistake => mistake.Split(':')[0]));

    [Fact]
    public void Without_the_word_a_placeholder_is_text_that_no_key_begins_with() =>
        Assert.Equal(Blank, Read(("MCP_REDIS_BLANK_IS_UNSET", "false"), ("MCP_REDIS_KEY_PREFIX", Blank)).Options.KeyPrefix);

    [Fact]
    public void What_was_filled_in_is_kept()
    {
        var configuration = Read(("MCP_REDIS_BLANK_IS_UNSET", "true"), ("MCP_REDIS_KEY_PREFIX", "app:{${"), ("REDIS_URL", "redis://h"));
        Assert.Equal("app:{${", configuration.Options.KeyPrefix);
        Assert.Single(configuration.Connections);
    }

    private static Configuration Read(params (string Name, string Value)[] variables) =>
        Configuration.Read(new Dictionary<string, string>(), variables.ToDictionary(one => one.Name, one => one.Value));
}
