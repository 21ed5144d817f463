using McpRedis.Hosting;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Hosting;

public sealed class ConfigurationTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_given_is_all_defaults()
    {
        var configuration = Good("", "");
        Assert.Equivalent(new ServerOptions(), configuration.Options);
        Assert.Empty(configuration.Origins);
        Assert.Empty(configuration.Connections);
    }

    [Theory]
    [InlineData("", "", "", "full", null)]
    [InlineData("", "", "read", "read", "config file: access")]
    [InlineData("", "read", "", "read", "MCP_REDIS_ACCESS")]
    [InlineData("read", "", "", "read", "--access")]
    [InlineData("", "write", "read", "write", "MCP_REDIS_ACCESS")]
    [InlineData("write", "read", "full", "write", "--access")]
    [InlineData("full", "read", "read", "full", "--access")]
    [InlineData("full", "", "read", "full", "--access")]
    public void Precedence(string commandLine, string environment, string file, string expected, string? origin)
    {
        var configuration = Good(
            commandLine.Length > 0 ? $"access={commandLine}" : "",
            environment.Length > 0 ? $"MCP_REDIS_ACCESS={environment}" : "",
            file.Length > 0 ? $$"""{ "access": "{{file}}" }""" : null);
        Assert.Equal(expected, configuration.Options.Access);
        Assert.Equal(origin, configuration.Origins.GetValueOrDefault("access"));
    }

    [Fact]
    public void Every_option_reads_from_every_source()
    {
        string folder = _folder.Path("."), full = Path.GetFullPath(folder);
        var values = new Dictionary<string, string>
        {
            ["access"] = "read",
            ["read-only"] = "true",
            ["toolsets"] = "essentials,keys",
            ["tools"] = "redis_key_scan",
            ["exclude-tools"] = "redis_key_get",
            ["confirm"] = "writes",
            ["confirm-fallback"] = "refuse",
            ["key-prefix"] = "app:",
            ["output-budget"] = "64KiB",
            ["health-adjust"] = "clientsPercent=90,RF024=off",
            ["files-dir"] = folder,
            ["serve-address"] = "10.0.0.5:7000=copier.example",
            ["migration-patience"] = "90s",
            ["embedded"] = "true",
            ["log-level"] = "debug",
            ["log-format"] = "json",
            ["listen"] = "[::1]:0",
            ["allowed-hosts"] = "redis.example.com,[::1]",
            ["allowed-origins"] = "https://app.example.com",
            ["max-request-body"] = "2MiB",
            ["max-concurrent-requests"] = "10",
            ["rate-limit"] = "5",
            ["sessions"] = "false",
            ["session-idle"] = "90s",
            ["max-sessions"] = "7",
            ["tokens-file"] = Path.Combine(full, "tokens.json"),
            ["oauth-issuer"] = "https://login.example.com",
            ["oauth-jwks"] = "https://login.example.com/keys",
            ["public-url"] = "https://redis.example.com/mcp",
            ["behind-proxy"] = "true",
            ["trusted-proxies"] = "10.0.0.0/8,::1",
            ["dangerously-allow-anonymous-http"] = "true",
        };
        Assert.Equal(OptionDefinitions.All.Where(option => option.InFile).Select(option => option.Name), values.Keys);

        var fromCommandLine = Configuration.Read(values, new Dictionary<string, string>());
        var fromEnvironment = Configuration.Read(new Dictionary<string, string>(), values.ToDictionary(one => OptionDefinitions.Find(one.Key)!.Variable, one => one.Value));
        var fromFile = Good("", "", string.Join(',', values.Select(one =>
            $"\"{OptionDefinitions.Find(one.Key)!.FileKey}\": {(one.Value is "true" or "false" ? one.Value : $"\"{one.Value}\"")}")) is var body ? $"{{{body}}}" : "");
        foreach (var configuration in new[] { fromCommandLine, fromEnvironment, fromFile })
        {
            Assert.Empty(configuration.Mistakes);
            Assert.All(values.Keys, name => Assert.Contains(name, configuration.Origins));
            Assert.Equal(full, configuration.Options.FilesDir);
            Assert.Equal(65536, configuration.Options.OutputBudgetBytes);
            Assert.Equivalent(fromCommandLine.Options, configuration.Options with { ConfigFile = null });
        }
    }

    [Theory]
    [InlineData("read-only=true", "", "read")]
    [InlineData("read-only=false", "", "full")]
    [InlineData("read-only=true access=read", "", "read")]
    [InlineData("read-only=true", "MCP_REDIS_ACCESS=full", "read")]
    [InlineData("read-only=false", "MCP_REDIS_READ_ONLY=true", "full")]
    [InlineData("access=read", "MCP_REDIS_READ_ONLY=true", "read")]
    public void Read_only_is_access_read(string commandLine, string environment, string expected) =>
        Assert.Equal(expected, Good(commandLine, environment).Options.Access);

    [Theory]
    [InlineData("read-only=true access=full", "", "--read-only and --access contradict each other: one allows reading alone, the other full; keep one.")]
    [InlineData("read-only=true access=write", "", "--read-only and --access contradict each other")]
    [InlineData("", "MCP_REDIS_READ_ONLY=true MCP_REDIS_ACCESS=full", "MCP_REDIS_READ_ONLY and MCP_REDIS_ACCESS contradict each other")]
    [InlineData("access=full", "MCP_REDIS_READ_ONLY=true", "MCP_REDIS_READ_ONLY and --access contradict each other")]
    [InlineData("acess=full", "", "--acess: unknown option. Did you mean '--access'?")]
    [InlineData("access=reed", "", "--access: expected read, write or full. Did you mean 'read'?")]
    [InlineData("access=", "", "--access: is empty; expected read, write or full, or nothing at all.")]
    [InlineData("toolsets=default,keyz", "", "--toolsets: expected toolsets separated by commas, or essentials, default or all. Did you mean 'keys'?")]
    [InlineData("read-only=ture", "", "--read-only: expected true or false. Did you mean 'true'?")]
    [InlineData("", "MCP_REDIS_ACESS=read", "MCP_REDIS_ACESS: unknown variable. Did you mean 'MCP_REDIS_ACCESS'?")]
    [InlineData("", "MCP_REDIS_READONLY=true", "MCP_REDIS_READONLY: unknown variable. Did you mean 'MCP_REDIS_READ_ONLY'?")]
    [InlineData("", "MCP_REDIS_XYZZYXYZZY=1", "MCP_REDIS_XYZZYXYZZY: unknown variable.")]
    [InlineData("", "MCP_REDIS_KEY_PREFIX=", "MCP_REDIS_KEY_PREFIX: is empty; expected the first characters of the keys, or nothing at all.")]
    [InlineData("", "MCP_REDIS_OUTPUT_BUDGET=1KiB", "MCP_REDIS_OUTPUT_BUDGET: expected a number of bytes such as 65536, 64KiB or 1MiB, from 4KiB to 4MiB.")]
    [InlineData("embedded=true", "REDIS_URL=redis://h", "--embedded and REDIS_URL both give the default connection; keep one.")]
    [InlineData("access=read", "MCP_REDIS_ACCESS=reed", "MCP_REDIS_ACCESS: expected read, write or full. Did you mean 'read'?")]
    [InlineData("config=/none/none", "", "--config: there is no such file.")]
    [InlineData("config=", "", "--config: is empty; expected the path of a file, or nothing at all.")]
    [InlineData("", "MCP_REDIS_CONFIG=/", "MCP_REDIS_CONFIG: the file cannot be read; check its path and mode.")]
    public void Mistakes(string commandLine, string environment, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Read(commandLine, environment).Mistakes), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("app:", null, "app:")]
    [InlineData(null, "app:", "app:")]
    [InlineData("app:", "app:users:", "app:users:")]
    [InlineData("app:", "app:", "app:")]
    [InlineData("app:", "other:", "")]
    [InlineData("app:", "APP:users", "")]
    [InlineData("app:users:", "app:", "")]
    public void Prefix_of_a_connection_only_narrows_that_of_the_program(string? program, string? own, string? expected)
    {
        var configuration = Read(
            program is null ? "" : $"key-prefix={program}", "",
            $$"""{ "connections": { "a": { "url": "redis://h"{{(own is null ? "" : $", \"keyPrefix\": \"{own}\"")}} } } }""");
        if (expected is "")
        {
            Assert.Equal(["connections.a.keyPrefix: does not begin with the key prefix of the program; expected a longer one."], configuration.Mistakes);
        }
        else
        {
            Assert.Empty(configuration.Mistakes);
            Assert.Equal(expected, configuration.Connections[0].KeyPrefix);
        }
    }

    [Fact]
    public void Tools_alone_are_the_only_ones()
    {
        Assert.Empty(Good("tools=redis_key_scan", "").Options.Toolsets);
        Assert.Equal(["keys"], Good("tools=redis_key_scan", "MCP_REDIS_TOOLSETS=keys").Options.Toolsets);
    }

    [Fact]
    public void All_mistakes_are_found_at_once()
    {
        var configuration = Read("acess=read access=reed", "MCP_REDIS_CONFIRM=always MCP_REDIS_X=1 REDIS_URL=http://h REDIS_PASSWORD_B=pw12",
            """{ "tolsets": "all", "confirm": 1, "connections": { "c": { "url": "redis://h:0" } } }""");
        Assert.Equal(
        [
            "--acess: unknown option. Did you mean '--access'?",
            "MCP_REDIS_X: unknown variable.",
            "config file: tolsets: unknown key. Did you mean 'toolsets'?",
            "--access: expected read, write or full. Did you mean 'read'?",
            "MCP_REDIS_CONFIRM: expected destructive, writes or never.",
            "config file: confirm: expected destructive, writes or never, found a number.",
            "REDIS_URL: the part before :// is unknown; expected one of redis, rediss, redis+sentinel, rediss+sentinel, redis+cluster, rediss+cluster, unix.",
            "connections.c.url: the port of the host is not one; expected a number from 1 to 65535, or no colon for 6379.",
            "REDIS_PASSWORD_B: there is no connection 'b'. Did you mean 'c'?",
        ], configuration.Mistakes);
    }

    [Fact]
    public void Lines_say_what_is_in_force_and_whence()
    {
        string[] lines = [.. Good("access=read", "REDIS_URL=redis://:S3cret@h MCP_REDIS_TOOLSETS=all").Lines()];
        Assert.Contains("access: read (--access)", lines);
        Assert.Contains("toolsets: all (MCP_REDIS_TOOLSETS)", lines);
        Assert.Contains("confirm: destructive (default)", lines);
        Assert.StartsWith("default: server h:6379", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_key_comes_from_the_environment_or_its_file_and_is_never_shown()
    {
        const string Key = "S3cret-0123456789abcdef0123456789";
        string file = _folder.Write("key", Key + "\n");
        foreach (string environment in (string[])[$"MCP_REDIS_CONFIRM_KEY={Key}", $"MCP_REDIS_CONFIRM_KEY_FILE={file}", $"MCP_REDIS_CONFIRM_KEY={Key} MCP_REDIS_CONFIRM_KEY_FILE={file}"])
        {
            var configuration = Good("", environment);
            Assert.Equal(Key, configuration.Options.ConfirmKey);
            Assert.DoesNotContain("S3cret", string.Concat(configuration.Lines()), StringComparison.Ordinal);
            Assert.Contains("confirm-key: set (" + configuration.Origins["confirm-key"] + ")", configuration.Lines());
            Assert.Equal($"key {Redaction.Mark}", configuration.Redaction.Scrub("key " + Key));
        }
        Assert.Equal(["MCP_REDIS_CONFIRM_KEY: expected a secret of at least 32 characters."], Read("", "MCP_REDIS_CONFIRM_KEY=S3cret").Mistakes);
        Assert.Equal(["MCP_REDIS_CONFIRM_KEY_FILE: there is no such file."], Read("", "MCP_REDIS_CONFIRM_KEY_FILE=/none/none").Mistakes);
        Assert.Equal(["MCP_REDIS_CONFIRM_KEY and MCP_REDIS_CONFIRM_KEY_FILE give two different values; keep one."], Read("", $"MCP_REDIS_CONFIRM_KEY={Key}x MCP_REDIS_CONFIRM_KEY_FILE={file}").Mistakes);
        // Everyone on the machine can read a command line.
        Assert.StartsWith("--confirm-key: unknown option.", Assert.Single(Read($"confirm-key={Key}", "").Mistakes), StringComparison.Ordinal);
        Assert.StartsWith("config file: confirmKey: unknown key.", Assert.Single(Read("", "", $$"""{ "confirmKey": "{{Key}}" }""").Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Redaction_knows_the_secrets() =>
        Assert.Equal($"auth {Redaction.Mark}", Good("", "REDIS_URL=redis://:S3cret@h").Redaction.Scrub("auth S3cret"));

    private Configuration Read(string commandLine, string environment, string? file = null)
    {
        var arguments = Pairs(commandLine);
        if (file is not null)
        {
            arguments["config"] = _folder.Write("config.json", file);
        }
        return Configuration.Read(arguments, Pairs(environment));
    }

    private Configuration Good(string commandLine, string environment, string? file = null)
    {
        var configuration = Read(commandLine, environment, file);
        Assert.Empty(configuration.Mistakes);
        configuration.Origins.TryGetValue("config", out string? config);
        Assert.Equal(file is null ? null : "--config", config);
        return file is null
            ? configuration
            : configuration with { Origins = configuration.Origins.Where(one => one.Key != "config").ToDictionary() };
    }

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
