using System.Security.Cryptography;
using System.Text;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>S16: the password of a URL is in no output, whatever goes wrong and however much is logged.</summary>
public sealed class SecretTests
{
    // Characters that look different plain, URL-encoded, in JSON and in base64.
    private readonly string _secret = $"S3cr3t+/&<%>-{Guid.NewGuid():n}";

    [Fact]
    public async Task It_works_with_the_password_and_tells_it_to_nobody()
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings
        {
            Password = _secret,
            Config = ["slowlog-log-slower-than 0", $"masterauth \"{_secret}\""],
        });
        await SearchAsync(Url(server.Port), async program =>
        {
            Assert.False((await program.CallAsync("redis_key_scan", new { })).IsError);
            await CallEverythingAsync(program);
            await program.CallAsync("redis_config_get", new { });
            foreach (string name in (string[])["*", "requirepass", "masterauth", "*pass*", "*auth*"])
            {
                await program.CallAsync("redis_config_get", new { names = new[] { name } });
            }
            server.Pause();
            var cut = program.CallAsync("redis_key_scan", new { });
            await server.KillAsync();
            Assert.True((await cut).IsError);
            Assert.True((await program.CallAsync("redis_key_scan", new { })).IsError);
        });
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_repeating_it()
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { Password = "another" });
        await SearchAsync(Url(server.Port), async program =>
        {
            Assert.Equal("auth_failed", (await program.CallAsync("redis_key_scan", new { })).Code);
            await CallEverythingAsync(program);
        });
    }

    [Fact]
    public async Task A_missing_server_is_told_without_its_password() =>
        await SearchAsync(Url(FreePort.Next()), CallEverythingAsync);

    [Theory]
    [InlineData("info")]
    [InlineData("debug")]
    [InlineData("trace")]
    public async Task Stored_values_are_in_no_log(string level)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}", "--log-level", level, "--toolsets", "all", "--confirm", "never");
        await program.SucceedAsync("redis_string_set", new { items = new[] { new { key = "k", value = _secret } } });
        await program.SucceedAsync("redis_string_get", new { keys = new[] { "k" } });
        await program.SucceedAsync("redis_command_run", new { commands = new[] { new { args = (string[])["SET", "k2", _secret] }, new { args = (string[])["GET", "k"] } } });
        await program.RequestAsync("resources/read", new { uri = "redis://default/0/keys/k" });
        await program.CallAsync("redis_hash_get", new { key = "k", fields = new[] { _secret } });
        program.CloseInput();
        Assert.Equal(0, await program.WaitForExitAsync());
        HoldsNoSecret(program.Errors);
    }

    [Theory]
    [InlineData("redis://app:{0}@127.0.0.1:99999")]
    [InlineData("redis://app:{0}@127.0.0.1/zero")]
    [InlineData("redis://app:{0}@127.0.0.1?pasword={0}")]
    [InlineData("redis://app:{0}@")]
    [InlineData("http://app:{0}@127.0.0.1")]
    [InlineData("app:{0}@127.0.0.1")]
    [InlineData("redis://{0}")]
    [InlineData("redis://app:{0}@127.0.0.1:6379:6379")]
    public async Task A_wrong_url_is_told_without_its_password(string url)
    {
        url = string.Format(System.Globalization.CultureInfo.InvariantCulture, url, Uri.EscapeDataString(_secret));
        foreach (string[] arguments in (string[][])[["--log-level", "trace"], ["check", "--log-level", "trace"]])
        {
            var run = await ProgramRun.RunAsync(arguments, url);
            Assert.NotEqual(0, run.ExitCode);
            Assert.NotEmpty(run.Output + run.Errors);
            HoldsNoSecret(run.Output + run.Errors);
        }
    }

    private string Url(int port) => $"redis://:{Uri.EscapeDataString(_secret)}@127.0.0.1:{port}?timeout=2s";

    private async Task SearchAsync(string url, Func<StdioProcess, Task> talk)
    {
        foreach (string[] arguments in (string[][])[["check"], ["check", "--log-level", "trace"], ["call", "redis_server_info", "--log-level", "trace"]])
        {
            var run = await ProgramRun.RunAsync(arguments, url);
            HoldsNoSecret(run.Output + run.Errors);
        }
        await using var program = StdioProcess.Start(BuiltProgram.Start(["--log-level", "trace"], url), keepOutput: true);
        await program.InitializeAsync();
        await talk(program);
        program.CloseInput();
        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.NotEmpty(program.Errors);
        HoldsNoSecret(program.Output + program.Errors);
    }

    // All at once: without a server each call waits a second for one.
    private static async Task CallEverythingAsync(StdioProcess program)
    {
        var random = new RandomArguments(seed: 16, ["a", "b"], ["GET", "CONFIG", "ACL", "CLIENT", "INFO", "SET"]);
        var tools = await program.ListToolsAsync();
        await Task.WhenAll(tools.SelectMany(tool => Enumerable.Range(0, 5).Select(_ =>
            program.CallAsync(tool.GetProperty("name").GetString()!, random.For(tool.GetProperty("inputSchema"))))));
    }

    private void HoldsNoSecret(string output)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(_secret);
        foreach (string form in (string[])
            [_secret, _secret[^32..], Uri.EscapeDataString(_secret), System.Text.Json.JsonSerializer.Serialize(_secret).Trim('"'),
             Convert.ToBase64String(bytes), Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + _secret)), Convert.ToHexStringLower(SHA256.HashData(bytes))])
        {
            Assert.DoesNotContain(form, output, StringComparison.OrdinalIgnoreCase);
        }
    }
}
