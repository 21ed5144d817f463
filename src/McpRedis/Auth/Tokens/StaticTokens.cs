using System.Security.Cryptography;
using System.Text;
using McpRedis.Guard;
using Microsoft.Extensions.Logging;

namespace McpRedis.Auth.Tokens;

/// <summary>All static tokens: the single one of the environment and those of the file.</summary>
internal sealed class StaticTokens : IDisposable
{
    /// <summary>Principal of the single token.</summary>
    public const string SingleName = "token";

    private readonly StaticToken? _single;
    private readonly TokensFile? _file;
    private readonly TimeProvider _time;

    private StaticTokens(StaticToken? single, TokensFile? file, TimeProvider time) => (_single, _file, _time) = (single, file, time);

    public static StaticTokens Open(AuthOptions options, TimeProvider time, ILoggerFactory loggers, List<string> mistakes)
    {
        StaticToken? single = null;
        if (options.AuthToken is { } token)
        {
            mistakes.AddRange(TokenStrength.Mistake(token) is { } mistake ? [$"auth-token: {mistake}"] : []);
            single = new StaticToken(Digest(token), new(new Principal(SingleName, new Grant())));
        }
        var file = options.TokensFile is { } path
            ? TokensFile.Open(path, new TokenEntries(options.Connections, single?.Digest), time, loggers.CreateLogger<TokensFile>(), mistakes)
            : null;
        return new StaticTokens(single, file, time);
    }

    /// <summary>SHA-256 as a tokens file holds it, of a token as it is sent.</summary>
    public static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The same path whatever was sent: one digest, one search of the file's tokens, one comparison with the single one.</summary>
    public AuthResult Check(string token)
    {
        byte[] digest = Digest(token);
        var ofFile = (_file?.Tokens ?? TokenTable.Empty).Find(digest);
        bool isSingle = _single is not null && CryptographicOperations.FixedTimeEquals(_single.Digest.Span, digest);
        var caller = (isSingle ? _single : ofFile)?.Caller;
        return caller is null ? Refusals.Unknown : caller.ExpiresAt <= _time.GetUtcNow() ? Refusals.Expired : caller;
    }

    public void Dispose() => _file?.Dispose();
}
