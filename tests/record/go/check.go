// Checks what Muster's log says with the Go project's own code (golang.org/x/mod/sumdb).
// One request of JSON a line; the answer is "yes" or "no" and why.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Kind    string
	Size    int64
	Old     int64
	Index   int64
	Root    string
	OldRoot string
	Leaf    string
	Path    []string
	Note    string
	Key     string
	Folder  string
}

func hash(text string) tlog.Hash {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != tlog.HashSize {
		panic("not a hash: " + text)
	}
	var h tlog.Hash
	copy(h[:], raw)
	return h
}

func hashes(texts []string) []tlog.Hash {
	var all []tlog.Hash
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

// files reads tiles of 256 hashes from a folder; tlog names them tile/8/L/N, C2SP tile/L/N.
type files struct{ folder string }

func (f files) Height() int { return 8 }

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		raw, err := os.ReadFile(filepath.Join(f.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, raw)
	}
	return all, nil
}

func check(r request) error {
	switch r.Kind {
	case "inclusion":
		leaf, err := hex.DecodeString(r.Leaf)
		if err != nil {
			return err
		}
		return tlog.CheckRecord(hashes(r.Path), r.Size, hash(r.Root), r.Index, tlog.RecordHash(leaf))
	case "consistency":
		return tlog.CheckTree(hashes(r.Path), r.Size, hash(r.Root), r.Old, hash(r.OldRoot))
	case "note":
		verifier, err := note.NewVerifier(r.Key)
		if err != nil {
			return err
		}
		_, err = note.Open([]byte(r.Note), note.VerifierList(verifier))
		return err
	case "tiles":
		tree := tlog.Tree{N: r.Size, Hash: hash(r.Root)}
		reader := tlog.TileHashReader(tree, files{r.Folder})
		leaf, err := hex.DecodeString(r.Leaf)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(r.Size, r.Index, reader)
		if err != nil {
			return err
		}
		return tlog.CheckRecord(proof, r.Size, hash(r.Root), r.Index, tlog.RecordHash(leaf))
	}
	return fmt.Errorf("unknown kind %q", r.Kind)
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var r request
			if bad := json.Unmarshal(line, &r); bad != nil {
				panic(bad)
			}
			if bad := check(r); bad != nil {
				fmt.Fprintf(out, "no %s\n", strings.ReplaceAll(bad.Error(), "\n", " "))
			} else {
				fmt.Fprintln(out, "yes")
			}
		}
		if err != nil {
			return
		}
	}
}
