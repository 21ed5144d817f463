using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>State that a client carries from one call to the next and cannot change: <c>text.hmac</c>.</summary>
internal static class FixtureState
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static string Seal(string text) => $"{text}.{Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text)))}";

    /// <summary>Null for a first call.</summary>
    public static string? Read(RequestParams? parameters)
    {
        if (parameters?.RequestState is not { } state)
        {
            return null;
        }
        string text = state.Split('.')[0];
        return state == Seal(text) ? text : throw new McpProtocolException("The request state is not one of ours.", McpErrorCode.InvalidParams);
    }

    public static bool Says(RequestParams? parameters, string text) => Read(parameters) == text;
}
