namespace McpRedis.Auth.OAuth;

/// <summary>A document of the issuer could not be had; the message is a sentence of ours that a log may show.</summary>
internal sealed class FetchFault(string message) : Exception(message);
