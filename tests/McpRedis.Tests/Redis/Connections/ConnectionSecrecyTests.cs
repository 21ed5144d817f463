using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

/// <summary>Wherever a secret is put, right or wrong, nothing said about the settings holds it, and the redaction knows it.</summary>
public sealed class ConnectionSecrecyTests
{
    private static readonly string[] Variables =
    [
        "REDIS_URL", "REDIS_URL_A", "REDIS_URL_FILE", "REDIS_URL_A_FILE", "REDIS_PASSWORD", "REDIS_PASSWORD_A", "REDIS_PASSWORD_B",
        "REDIS_PASSWORD_FILE", "REDIS_USERNAME", "REDIS_URL_9",
    ];

    private static readonly string[] Values =
    [
        "SECRET", "redis://:SECRET@h", "redis://SECRET@h", "redis://:SECRET@h:0/x?y=z", "redis://h", "redis://h?SECRET=1", "/none/SECRET", "redis:SECRET@h",
        "rediss://:SECRET@h?caFile=/none/SECRET",
    ];

    private static readonly string[] Sections =
    [
        """{}""", """[ "SECRET" ]""", """{ "SECRET:1": {} }""", """{ "a": "SECRET" }""", """{ "a": { "SECRET:1": 1 } }""", """{ "a": { "url": "SECRET" } }""",
        """{ "a": { "url": "redis://:SECRET@h/x" } }""", """{ "a": { "url": "redis://:SECRET@h" } }""", """{ "a": { "urlFile": "SECRET" } }""",
        """{ "a": { "url": "redis://h", "passwordFile": "SECRET" } }""", """{ "a": { "access": "SECRET", "keyPrefix": 1, "databases": ["SECRET"] } }""",
    ];

    private static readonly Gen<(string Secret, Dictionary<string, string> Environment, string Section)> Cases =
        from body in Gen.Elements("abcXYZ0189/?#@:%".ToCharArray()).ArrayOf(12)
        let secret = "S3cret" + new string(body)
        from given in (from variable in Gen.Elements(Variables) from value in Gen.Elements(Values) select (variable, value)).ListOf()
        from section in Gen.Elements(Sections)
        select (secret, given.DistinctBy(one => one.variable).ToDictionary(one => one.variable, one => one.value.Replace("SECRET", secret)), section.Replace("SECRET", secret));

    [Fact]
    public void Nothing_said_holds_a_secret() =>
        Prop.ForAll(Cases.ToArbitrary(), one =>
        {
            var settings = Read(one.Environment, one.Section);
            return settings.Mistakes.Concat(settings.Warnings).Append(string.Join(' ', settings.Connections)).All(text =>
                !text.Contains(one.Secret, StringComparison.Ordinal) && !text.Contains(one.Secret[..10], StringComparison.Ordinal));
        }).Check(2_000);

    [Fact]
    public void Every_password_that_will_be_sent_is_known_to_the_redaction() =>
        Prop.ForAll(Cases.ToArbitrary(), one =>
        {
            var settings = Read(one.Environment, one.Section);
            return settings.Connections.All(connection => connection.Password is null || settings.Secrets.Contains(connection.Password));
        }).Check(2_000);

    private static ConnectionSettings Read(Dictionary<string, string> environment, string section)
    {
        using var document = JsonDocument.Parse(section);
        return ConnectionSettings.Read(environment, document.RootElement);
    }
}
