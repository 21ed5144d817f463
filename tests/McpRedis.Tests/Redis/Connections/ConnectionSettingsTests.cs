using System.Text.Json;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class ConnectionSettingsTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_configured_is_no_mistake()
    {
        var settings = Read([]);
        Assert.Empty(settings.Connections);
        Assert.Empty(settings.Mistakes);
        Assert.Empty(settings.Warnings);
    }

    [Theory]
    [InlineData("REDIS_URL", "default")]
    [InlineData("REDIS_URL_STAGING", "staging")]
    [InlineData("REDIS_URL_STAGING_EU", "staging-eu")]
    [InlineData("REDIS_URL_staging", "staging")]
    [InlineData("REDIS_URL_FILES", "files")]
    [InlineData("REDIS_URL_FILE2", "file2")]
    public void Variable_names_a_connection(string variable, string name)
    {
        var connection = Assert.Single(Good([(variable, "redis://h")]).Connections);
        Assert.Equal(name, connection.Name);
        Assert.Equal(variable, connection.Source);
    }

    [Theory]
    [InlineData("REDIS_URLS")]
    [InlineData("REDIS_TLS_URL")]
    [InlineData("MY_REDIS_URL")]
    [InlineData("redis_url")]
    public void Variables_of_others_are_passed_over(string variable) => Assert.Empty(Good([(variable, "redis://h")]).Connections);

    [Theory]
    [InlineData("REDIS_URL_", "what follows REDIS_URL_ is no name of a connection; expected a lower-case letter")]
    [InlineData("REDIS_URL__FILE", "is no name of a connection")]
    [InlineData("REDIS_URL_1", "is no name of a connection")]
    [InlineData("REDIS_URL_A.B", "is no name of a connection")]
    [InlineData("REDIS_URL_A23456789012345678901234567890123", "is no name of a connection")]
    [InlineData("REDIS_URL_DEFAULT", "the default connection has no name here; expected REDIS_URL.")]
    [InlineData("REDIS_URL_DEFAULT_FILE", "expected REDIS_URL_FILE.")]
    [InlineData("REDIS_PASSWORD_DEFAULT", "expected REDIS_PASSWORD.")]
    public void Variable_with_a_bad_name(string variable, string expected) => Refused([(variable, "redis://h")], $"{variable}: ", expected);

    [Fact]
    public void Default_comes_first_then_by_name() =>
        Assert.Equal(
            ["default", "archive", "zeta"],
            Good([("REDIS_URL_ZETA", "redis://h"), ("REDIS_URL_ARCHIVE", "redis://h"), ("REDIS_URL", "redis://h")]).Connections.Select(one => one.Name));

    [Fact]
    public void Empty_variable_counts_as_absent() =>
        Assert.Empty(Good([("REDIS_URL", ""), ("REDIS_PASSWORD", ""), ("REDIS_URL_A", "")]).Connections);

    [Theory]
    [InlineData("redis://h", null, null, null, null)]
    [InlineData("redis://h", "u", "pw12", "u", "pw12")]
    [InlineData("redis://h", null, "pw12", null, "pw12")]
    [InlineData("redis://u@h", null, "pw12", "u", "pw12")]
    [InlineData("redis://u:@h", null, "pw12", "u", "pw12")]
    [InlineData("redis://:pw12@h", "u", null, "u", "pw12")]
    [InlineData("redis://u:pw12@h", "u", "pw12", "u", "pw12")]
    [InlineData("redis://:p%40w1@h", null, "p@w1", null, "p@w1")]
    public void User_and_password_fill_a_url_without(string url, string? user, string? password, string? expectedUser, string? expectedPassword)
    {
        foreach (string suffix in new[] { "", "_STAGING" })
        {
            var connection = Assert.Single(Good(
                [("REDIS_URL" + suffix, url), ("REDIS_USERNAME" + suffix, user ?? ""), ("REDIS_PASSWORD" + suffix, password ?? "")]).Connections);
            Assert.Equal(expectedUser, connection.User);
            Assert.Equal(expectedPassword, connection.Password);
        }
    }

    [Fact]
    public void Password_of_the_default_goes_to_no_other_connection()
    {
        var settings = Good([("REDIS_URL", "redis://h"), ("REDIS_URL_B", "redis://other"), ("REDIS_PASSWORD", "pw12")]);
        Assert.Equal(["pw12", null], settings.Connections.Select(one => one.Password));
    }

    [Fact]
    public void Secrets_in_files()
    {
        var settings = Good(
        [
            ("REDIS_URL_FILE", _folder.Write("url", "redis://u@h:7000\n")),
            ("REDIS_PASSWORD_FILE", _folder.Write("password", "pw 12\r\n")),
            ("REDIS_URL_B_FILE", _folder.Write("b", "redis://h")),
            ("REDIS_USERNAME_B_FILE", _folder.Write("b-user", "bee")),
            ("REDIS_PASSWORD_B_FILE", _folder.Write("b-password", "b%40")),
        ]);
        Assert.Equal([("u", "pw 12"), ("bee", "b%40")], settings.Connections.Select(one => (one.User!, one.Password!)));
        Assert.Equal("REDIS_URL_FILE", settings.Connections[0].Source);
        Assert.Empty(settings.Warnings);
    }

    [Theory]
    [InlineData("REDIS_URL", "redis://:one1@h", "REDIS_PASSWORD", "two2", "REDIS_URL and REDIS_PASSWORD give different passwords; keep one.")]
    [InlineData("REDIS_URL", "redis://one@h", "REDIS_USERNAME", "two", "REDIS_URL and REDIS_USERNAME give different users; keep one.")]
    [InlineData("REDIS_URL_B", "redis://:one1@h", "REDIS_PASSWORD_B", "two2", "REDIS_URL_B and REDIS_PASSWORD_B give different passwords; keep one.")]
    [InlineData("REDIS_URL_b", "redis://h1", "REDIS_URL_B", "redis://h2", "REDIS_URL_B and REDIS_URL_b differ; keep one.")]
    public void Different_answers_are_a_conflict(string first, string firstValue, string second, string secondValue, string expected) =>
        Refused([(first, firstValue), (second, secondValue)], expected, expected);

    [Fact]
    public void Variable_and_its_file_may_only_agree()
    {
        string path = _folder.Write("password", "pw12");
        Assert.Equal("pw12", Good([("REDIS_URL", "redis://h"), ("REDIS_PASSWORD", "pw12"), ("REDIS_PASSWORD_FILE", path)]).Connections[0].Password);
        Refused(
            [("REDIS_URL", "redis://h"), ("REDIS_PASSWORD", "pw13"), ("REDIS_PASSWORD_FILE", path)],
            "", "REDIS_PASSWORD and REDIS_PASSWORD_FILE differ; keep one.");
    }

    [Fact]
    public void Password_without_a_connection()
    {
        Assert.Equal(["REDIS_PASSWORD is not used: there is no REDIS_URL."], Good([("REDIS_PASSWORD", "pw12")]).Warnings);
        Refused(
            [("REDIS_URL_STAGING", "redis://h"), ("REDIS_PASSWORD_STAGNG", "pw12")],
            "REDIS_PASSWORD_STAGNG: ", "there is no connection 'stagng'. Did you mean 'staging'?");
    }

    [Fact]
    public void Environment_replaces_the_address_of_the_file_and_keeps_its_limits()
    {
        var settings = Good(
            [("REDIS_URL_STAGING", "redis://fromenv")],
            $$"""{ "staging": { "url": "redis://fromfile", "passwordFile": "{{_folder.Write("p", "pw12")}}", "access": "read", "keyPrefix": "app:", "databases": [0, 3] } }""");
        var connection = Assert.Single(settings.Connections);
        Assert.Equal("fromenv", connection.Endpoints[0].Host);
        Assert.Null(connection.Password);
        Assert.Equal("read", connection.Access);
        Assert.Equal("app:", connection.KeyPrefix);
        Assert.Equal([0, 3], connection.Databases!);
        Assert.Equal(["connections.staging.url is not used: REDIS_URL_STAGING comes first."], settings.Warnings);
    }

    [Fact]
    public void File_may_hold_the_limits_alone()
    {
        var connection = Assert.Single(Good(
            [("REDIS_URL", "redis://h")], $$"""{ "default": { "access": "write", "passwordFile": "{{_folder.Write("p", "pw12")}}" } }""").Connections);
        Assert.Equal("pw12", connection.Password);
        Assert.Equal("write", connection.Access);
    }

    [Fact]
    public void All_mistakes_are_found_at_once()
    {
        var settings = Read(
            [("REDIS_URL", "redis://h:0/x"), ("REDIS_URL_9", "redis://h"), ("REDIS_URL_B_FILE", _folder.Path("none")), ("REDIS_PASSWORD_C", "pw12")],
            """{ "d": { "urll": "redis://h" } }""");
        Assert.Equal(
        [
            "REDIS_URL_9: what follows REDIS_URL_ is no name of a connection; expected a lower-case letter, then at most 31 lower-case letters, digits and '-'.",
            "REDIS_URL_B_FILE: there is no such file.",
            "connections.d.urll: unknown key. Did you mean 'url'?",
            "REDIS_URL: the port of the host is not one; expected a number from 1 to 65535, or no colon for 6379.",
            "REDIS_URL: the database is not one; expected /db with a number from 0 to 2147483647, and nothing behind it.",
            "connections.d: no address; expected 'url' or 'urlFile' here, or REDIS_URL_D.",
            "REDIS_PASSWORD_C: there is no connection 'c'. Did you mean 'b'?",
        ], settings.Mistakes);
    }

    private static ConnectionSettings Read((string, string)[] environment, string? file = null)
    {
        using var document = JsonDocument.Parse(file ?? "{}");
        return ConnectionSettings.Read(environment.ToDictionary(one => one.Item1, one => one.Item2), document.RootElement);
    }

    private static ConnectionSettings Good((string, string)[] environment, string? file = null)
    {
        var settings = Read(environment, file);
        Assert.Empty(settings.Mistakes);
        return settings;
    }

    private static void Refused((string, string)[] environment, string begin, string expected)
    {
        string mistake = Assert.Single(Read(environment).Mistakes);
        Assert.StartsWith(begin, mistake, StringComparison.Ordinal);
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
    }
}
