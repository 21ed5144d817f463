
namespace McpRedis.Auth.Tokens;

/// <summary>A token that was given out by hand. Of the token itself only its digest is kept.</summary>
/// <param name="Digest">SHA-256 of the token's characters.</param>
/// <param name="Caller">Who has it, and until when.</param>
internal sealed record StaticToken(ReadOnlyMemory<byte> Digest, AuthResult.Accepted Caller);
