/// The part of the language that is written in the language.
package enum StandardLibrary {}
