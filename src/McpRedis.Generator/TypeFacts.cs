using Microsoft.CodeAnalysis;

namespace McpRedis.Generator;

/// <summary>Questions about types that both schemas ask.</summary>
internal static class TypeFacts
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Name(this ITypeSymbol type) => type.ToDisplayString(Full);

    public static string NameWithoutNull(this ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The T of T? for values; the type itself for references; and whether null is allowed.</summary>
    public static (ITypeSymbol Type, bool Nullable) Unwrap(this ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value
            ? (value.TypeArguments[0], true)
            : (type, type.NullableAnnotation == NullableAnnotation.Annotated);

    public static bool IsByteArray(this ITypeSymbol type) => type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    public static bool Is(this ITypeSymbol type, string fullName) => type.NameWithoutNull() == "global::" + fullName;

    /// <summary>Positional members of a record, in order.</summary>
    public static IReadOnlyList<IParameterSymbol> RecordMembers(this ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsRecord: true } record)
        {
            throw new ToolShapeException($"{type.Name} is neither a known type nor a record");
        }
        return record.InstanceConstructors
            .Where(c => !(c.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(c.Parameters[0].Type.OriginalDefinition, record.OriginalDefinition)))
            .OrderByDescending(c => c.Parameters.Length).First().Parameters;
    }

    public static IEnumerable<IFieldSymbol> EnumMembers(this ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(f => f.IsConst);
}
