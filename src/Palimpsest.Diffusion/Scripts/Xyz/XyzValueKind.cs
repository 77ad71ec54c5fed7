namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>What an axis' values are.</summary>
public enum XyzValueKind
{
    /// <summary>The axis is not used.</summary>
    Nothing,

    /// <summary>Whole numbers; ranges "1-5", "1-5(+2)", "1-10[5]".</summary>
    Integer,

    /// <summary>Numbers; ranges alike.</summary>
    Real,

    Text,

    /// <summary>Texts that are put into every order.</summary>
    Permutations,
}
