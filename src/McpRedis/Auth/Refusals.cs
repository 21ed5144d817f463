using static McpRedis.Auth.AuthResult;

namespace McpRedis.Auth;

/// <summary>All refusals there are, without their challenge. RFC 6750 has no code for a request that brings no token.</summary>
internal static class Refusals
{
    public const int Unauthorized = 401, Forbidden = 403, Unavailable = 503;

    public static readonly Refused NoToken = new(Unauthorized, null, "This server asks for a bearer token.");

    public static readonly Refused TwoHeaders = Request("More than one Authorization header was sent.");

    public static readonly Refused TooLong = Request("The Authorization header is longer than 8 KiB.");

    public static readonly Refused EmptyToken = Request("The Authorization header holds no token.");

    public static readonly Refused NoTokenForm = Request("The Authorization header does not hold one bearer token.");

    public static readonly Refused Unknown = Token("The token is not one of this server.");

    public static readonly Refused Expired = Token("The token has expired.");

    public static readonly Refused NotYet = Token("The token is not valid yet.");

    public static readonly Refused NoExpiry = Token("The token does not say when it expires.");

    public static readonly Refused Header = Token("The header of the token asks for what this server does not do.");

    public static readonly Refused Issuer = Token("The token is of another issuer.");

    public static readonly Refused Audience = Token("The token was not issued for this server.");

    public static readonly Refused Signature = Token("The signature of the token is not valid.");

    public static readonly Refused Subject = Token("The token does not say whom it was issued to.");

    public static readonly Refused Claims = Token("A claim of the token is not of the form this server expects.");

    public static readonly Refused NoConnection = Token("The token names no connection of this server.");

    public static readonly Refused NoScope = Scope("The token holds no scope of this server.");

    public static readonly Refused MoreScope = Scope("The call needs a scope that the token does not hold.");

    public static readonly Refused NoKeys = new(Unavailable, null, "The keys of the issuer cannot be had at the moment; try again later.");

    private static Refused Request(string description) => new(Unauthorized, "invalid_request", description);

    private static Refused Token(string description) => new(Unauthorized, "invalid_token", description);

    private static Refused Scope(string description) => new(Forbidden, "insufficient_scope", description);
}
