namespace Palimpsest.Cli.Parsing;

/// <summary>What is painted along with the masked part.</summary>
internal enum InpaintArea
{
    Whole,
    OnlyMasked,
}
