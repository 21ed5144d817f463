namespace McpRedis.Redis.Connections;

/// <summary>One option after the <c>?</c> of a connection URL. The parser and docs/configuration.md are made from this table.</summary>
/// <param name="Name">As written in a URL; case counts.</param>
/// <param name="Form">What is expected, as it stands in a refusal.</param>
/// <param name="Default">What holds when the option is absent.</param>
/// <param name="Doc">What it does and when to change it.</param>
/// <param name="Set">Puts a decoded value into the options; null when the value is not of the form.</param>
/// <param name="TlsOnly">The option means nothing without TLS, so it is refused there.</param>
internal sealed record RedisUriOption(
    string Name,
    string Form,
    string Default,
    string Doc,
    Func<ConnectionOptions, string, ConnectionOptions?> Set,
    bool TlsOnly = false)
{
    /// <summary>The right words, where the form is a choice of words; a refusal names the nearest.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>CLIENT SETNAME takes no blanks; the length is ours, to keep CLIENT LIST readable.</summary>
    private const int LongestClientName = 64;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<RedisUriOption> All { get; } =
    [
        new("protocol", "resp2 or resp3", "the newest the server speaks",
            "Version of the Redis protocol. Set resp2 for a proxy that does not know HELLO.",
            (to, text) => text is "resp2" or "resp3" ? to with { Protocol = text[^1] - '0' } : null)
            { Words = ["resp2", "resp3"] },
        new("timeout", "a duration such as 5s or 500ms, from 100ms to 300s", "5s",
            "How long a command may take. Raise it for slow links and long scripts.",
            (to, text) => DurationText.Parse(text, Shortest, TimeSpan.FromMinutes(5)) is { } time ? to with { Timeout = time } : null),
        new("connectTimeout", "a duration such as 3s or 500ms, from 100ms to 60s", "3s",
            "How long connecting may take, the TLS handshake included. Raise it for servers far away.",
            (to, text) => DurationText.Parse(text, Shortest, TimeSpan.FromMinutes(1)) is { } time ? to with { ConnectTimeout = time } : null),
        new("clientName", "1 to 64 printable ASCII characters without blanks", "mcp-redis/VERSION",
            "Name shown by CLIENT LIST. Set it to tell several instances apart.",
            (to, text) => text.Length is > 0 and <= LongestClientName && text.All(c => c is > ' ' and <= '~') ? to with { ClientName = text } : null),
        new("db", "a number from 0 to 2147483647", "0",
            "Logical database a call works on when it names none. For unix:// URLs, whose path is the socket; elsewhere the same as /db.",
            (to, text) => DatabaseText.Parse(text) is { } database ? to with { Database = database } : null),
        new("highIntegrity", "true or false", "false",
            "Check after every command that the reply belongs to it, at the cost of one echo a command. Switch on behind an unreliable proxy.",
            (to, text) => Flag(text) is { } on ? to with { HighIntegrity = on } : null)
            { Words = ["true", "false"] },
        new("caFile", "path of a PEM file", "the system's authorities",
            "Certificate authority to trust in place of the system's.",
            (to, text) => IsPath(text) ? to with { CaFile = text } : null, TlsOnly: true),
        new("certFile", "path of a PEM file", "none",
            "Client certificate, for servers that ask for one.",
            (to, text) => IsPath(text) ? to with { CertFile = text } : null, TlsOnly: true),
        new("keyFile", "path of a PEM file", "the key inside certFile",
            "Private key of the client certificate.",
            (to, text) => IsPath(text) ? to with { KeyFile = text } : null, TlsOnly: true),
        new("tlsHost", "a host name", "the host of the URL",
            "Name to expect in the server's certificate. Set it when the server is reached by an address or through a tunnel.",
            (to, text) => RedisUriHosts.IsHost(text) ? to with { TlsHost = text } : null, TlsOnly: true),
        new("dangerouslySkipTlsVerify", "true or false", "false",
            "Accept any certificate, and with it anyone in between. Never outside a test; use caFile for a private authority.",
            (to, text) => Flag(text) is { } on ? to with { SkipTlsVerify = on } : null, TlsOnly: true)
            { Words = ["true", "false"] },
    ];

    private static bool? Flag(string text) => text switch { "true" => true, "false" => false, _ => null };

    private static bool IsPath(string text) => text.Length > 0 && !text.Any(char.IsControl);
}
